// Elements are made here and nowhere from markup: every string becomes a text node.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

const ADDRESS = /https?:\/\/[^\s<>"'“”‘’（）《》「」【】，。；、！？]+/g;

/** Text with its line breaks, which the style sheet keeps; indented lines are asides, only http(s) addresses become links. */
export function prose(text) {
  return text.split("\n").flatMap((line, index) => {
    const shown = /^\s+\S/.test(line) ? [make("span", { class: "aside" }, withLinks(line.trim()))] : withLinks(line);
    return index ? ["\n", ...shown] : shown;
  });
}

function withLinks(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, "");
    if (!isWebAddress(address)) continue;
    pieces.push(text.slice(end, match.index));
    pieces.push(make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address));
    end = match.index + address.length;
  }
  pieces.push(text.slice(end));
  return pieces;
}

function isWebAddress(address) {
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}
