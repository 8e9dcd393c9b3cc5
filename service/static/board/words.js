// What a script says, in the language of the page: the server has put it there, where that is not English.
export const word = (english) => document.querySelector(`#script-words [data-english="${english}"]`)?.textContent ?? english;

// Where the page is asked, in its language.
export const page = () => document.getElementById("record").action;
