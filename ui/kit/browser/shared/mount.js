// What the page calls with every drawing: one panel for each element, made by the first call and disposed of at the end.

export function mounted(selector, open) {
  const panels = new WeakMap();
  return ({ parentElement, data, setTriggerValue }) => {
    if (!panels.has(parentElement)) panels.set(parentElement, open(parentElement.querySelector(selector)));
    const panel = panels.get(parentElement);
    panel.update(data, setTriggerValue);
    return () => {
      panel.dispose();
      panels.delete(parentElement);
    };
  };
}
