const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.description,
  domNode: place,
  validatorUrl: null,
  deepLinking: true,
});
