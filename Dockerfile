# A site names the base by digest as well: --build-arg BASE_DIGEST=sha256:...
ARG BASE=python:3.13-slim-bookworm
ARG BASE_DIGEST

FROM ${BASE}${BASE_DIGEST:+@${BASE_DIGEST}} AS wheels
# A site's own package mirror is named at build time and stays out of the final image.
ARG PIP_INDEX_URL
ARG PIP_CERT
WORKDIR /build
COPY requirements.lock ./
RUN python3 -m venv --without-pip /opt/linewise \
 && python3 -m pip --python /opt/linewise/bin/python3 install --no-cache-dir --disable-pip-version-check \
      --only-binary :all: --require-hashes -r requirements.lock

FROM ${BASE}${BASE_DIGEST:+@${BASE_DIGEST}}
LABEL org.opencontainers.image.title="Linewise" \
      org.opencontainers.image.description="Decision support for lines of therapy in advanced HER2-positive breast cancer" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/linewise/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /srv/linewise
COPY --from=wheels /opt/linewise /opt/linewise
COPY gunicorn.conf.py ./
COPY openapi openapi
COPY statemachine statemachine
COPY service service
# Compiled here, because the running container may not write.
RUN python3 -m compileall -q openapi statemachine service
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["python3", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/livez', timeout=2)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py"]
