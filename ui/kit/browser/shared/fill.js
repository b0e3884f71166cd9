// Gives a box the height that is left of the window below it, whatever stands above, so that the page does not scroll.

const LEAST = 380;
const MARGIN = 14;

// Follows the window and the page until the returned function is called.
export function fill(box) {
  const host = box.getRootNode().host ?? box;
  const page = host.closest("[data-testid=stMainBlockContainer]") ?? document.body;
  const fit = () => size(box, host);
  const observer = new ResizeObserver(fit);
  observer.observe(page);
  window.addEventListener("resize", fit);
  fit();
  return () => {
    observer.disconnect();
    window.removeEventListener("resize", fit);
  };
}

function size(box, host) {
  const scrolled = host.closest("[data-testid=stMain]")?.scrollTop ?? window.scrollY;
  const top = host.getBoundingClientRect().top + scrolled;
  const height = `${Math.max(LEAST, Math.floor(window.innerHeight - top - MARGIN))}px`;
  if (box.style.height !== height) box.style.height = height;
}
