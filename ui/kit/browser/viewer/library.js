// Films that were looked at lately, decoded: going back and forth between them does not fetch them again.

import { load } from "./film.js";

const MOST = 6;
const films = new Map();

export function borrow({ digest, url }) {
  const film = films.get(digest) ?? load(url);
  films.delete(digest);
  films.set(digest, film);
  film.catch(() => films.delete(digest));
  if (films.size > MOST) films.delete(films.keys().next().value);
  return film;
}
