// WebGL2: window, inversion and heat map in one fragment shader. 16-bit levels travel as two bytes of an RG8 texture:
// both are filtered linearly, so their weighted sum is too, and RG8 can be filtered everywhere (R16 cannot).

import { ramp as heatRamp } from "./heat.js";
import { ramp } from "./levels.js";

const VERTEX = `#version 300 es
uniform vec4 place;
out vec2 at;
void main() {
  at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(at * place.xy + place.zw, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D film;
uniform sampler2D heat;
uniform sampler2D warm;
uniform vec4 look;
in vec2 at;
out vec4 colour;
void main() {
  float level = dot(texture(film, at).rg, vec2(255.0, 65280.0)) / 65535.0;
  float gray = clamp((level - look.x) * look.y, 0.0, 1.0);
  gray = mix(gray, 1.0 - gray, look.z);
  vec3 shade = vec3(gray);
  if (look.w > 0.0) {
    vec4 over = texture(warm, vec2(texture(heat, at).r, 0.5));
    shade = mix(shade, over.rgb, over.a * look.w);
  }
  colour = vec4(shade, 1.0);
}`;

// Without a graphics card the plain canvas is several times faster than WebGL2 in software.
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

function nameOf(gl) {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

export class WebGLRenderer {
  constructor(canvas, onLost, evenSoftware = false) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false, powerPreference: "high-performance" });
    if (!gl) throw new Error("no WebGL2");
    if (!evenSoftware && SOFTWARE.test(nameOf(gl))) throw new Error("WebGL2 runs on the processor here");
    this.kind = "webgl2";
    this.gl = gl;
    this.canvas = canvas;
    this.onLost = onLost;
    canvas.addEventListener("webglcontextlost", onLost);
    this.program = link(gl);
    this.film = texture(gl, 0, gl.LINEAR_MIPMAP_LINEAR);
    this.heat = texture(gl, 1, gl.LINEAR);
    this.warm = texture(gl, 2, gl.LINEAR);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, heatRamp());
    this.setHeat(null);
  }

  setFilm(film) {
    const { gl } = this;
    if (Math.max(film.width, film.height) > gl.getParameter(gl.MAX_TEXTURE_SIZE)) throw new Error("film too large for WebGL2");
    gl.activeTexture(gl.TEXTURE0);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAX_LEVEL, film.pyramid.length - 1);
    film.pyramid.forEach(({ width, height, levels }, floor) => {
      const bytes = new Uint8Array(levels.buffer, levels.byteOffset, levels.byteLength);
      gl.texImage2D(gl.TEXTURE_2D, floor, gl.RG8, width, height, 0, gl.RG, gl.UNSIGNED_BYTE, bytes);
    });
    this.size = film;
  }

  setHeat(map) {
    const { gl } = this;
    gl.activeTexture(gl.TEXTURE1);
    const { width, height, bytes } = map ?? { width: 1, height: 1, bytes: new Uint8Array(1) };
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, bytes);
    this.hot = Boolean(map);
  }

  draw({ camera, levels, opacity }) {
    const { gl, canvas, program, size } = this;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!size) return;
    gl.uniform4f(program.place, ...place(camera, size, canvas));
    const { low, slope } = ramp(levels);
    gl.uniform4f(program.look, low, slope, levels.inverted ? 1 : 0, this.hot ? opacity : 0);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  // Waits until the frame is really drawn; for measuring only.
  finish() {
    const { gl } = this;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  dispose() {
    this.canvas.removeEventListener("webglcontextlost", this.onLost);
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

// Film corner and size in clip space; the canvas counts rows downwards, clip space upwards.
function place(camera, film, canvas) {
  const x = 2 / canvas.width;
  const y = -2 / canvas.height;
  return [film.width * camera.scale * x, film.height * camera.scale * y, camera.x * x - 1, camera.y * y + 1];
}

function link(gl) {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  gl.useProgram(program);
  const uniform = (name) => gl.getUniformLocation(program, name);
  ["film", "heat", "warm"].forEach((name, unit) => gl.uniform1i(uniform(name), unit));
  return { place: uniform("place"), look: uniform("look") };
}

function compile(gl, kind, source) {
  const shader = gl.createShader(kind);
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
  return shader;
}

function texture(gl, unit, minify) {
  const made = gl.createTexture();
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, minify);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return made;
}
