// Where the film lies on the canvas: canvas = film * scale + (x, y), in device pixels. Pure functions.

const FARTHEST = 0.02;
const NEAREST = 32;
const HOLD = 48;

export function fit(film, canvas) {
  const scale = Math.min(canvas.width / film.width, canvas.height / film.height);
  return { ...centered(film, canvas, scale), fitted: true };
}

export const actual = (film, canvas) => centered(film, canvas, 1);

function centered(film, canvas, scale) {
  const x = (canvas.width - film.width * scale) / 2;
  const y = (canvas.height - film.height * scale) / 2;
  return { scale, x, y, fitted: false };
}

// The film's pixel under `point` stays under it.
export function zoom(camera, factor, point) {
  const scale = Math.min(NEAREST, Math.max(FARTHEST, camera.scale * factor));
  const by = scale / camera.scale;
  const x = point.x - (point.x - camera.x) * by;
  const y = point.y - (point.y - camera.y) * by;
  return { scale, x, y, fitted: false };
}

export const pan = (camera, dx, dy) => ({ ...camera, x: camera.x + dx, y: camera.y + dy, fitted: false });

// Some of the film stays in sight, however far it is dragged.
export function hold(camera, film, canvas) {
  const keep = (at, size, room) => Math.min(room - HOLD, Math.max(HOLD - size, at));
  const x = keep(camera.x, film.width * camera.scale, canvas.width);
  const y = keep(camera.y, film.height * camera.scale, canvas.height);
  return { ...camera, x, y };
}

export const toFilm = (camera, point) => ({ x: (point.x - camera.x) / camera.scale, y: (point.y - camera.y) / camera.scale });
