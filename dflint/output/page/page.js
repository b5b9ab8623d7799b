"use strict";
// The only thing that needs a script: what one commit rebuilds. The page is whole without it.
for (const slider of document.querySelectorAll(".slider")) {
  const part = slider.parentElement;
  const input = slider.querySelector("input");
  const said = slider.querySelector(".said");
  const { commits, ways } = JSON.parse(slider.querySelector("script").textContent);
  const strips = part.querySelectorAll(".strip:not(:empty)");

  const show = () => {
    const index = Number(input.value) - 1;
    const lines = ways.map(({ title, rebuilds }) => {
      const [layers, size] = rebuilds[index];
      return `${title}: ${layers ? `${layers}${size && ` (${size})`}` : "nothing"}`;
    });
    const name = document.createElement("b");
    name.textContent = `${commits[index]}, commit ${index + 1} of ${commits.length}`;
    said.replaceChildren(name, ...lines.flatMap((line) => [document.createElement("br"), line]));
    input.setAttribute("aria-valuetext", `${index + 1} of ${commits.length}. ${lines.join(". ")}`);
    for (const strip of strips) {
      strip.classList.add("at");
      strip.style.setProperty("--at", `${(100 * index) / commits.length}%`);
      strip.style.setProperty("--step", `${100 / commits.length}%`);
    }
  };

  part.addEventListener("click", (event) => {
    const strip = event.target.closest(".strip");
    if (!strip) return;
    const { left, width } = strip.getBoundingClientRect();
    input.value = Math.floor(((event.clientX - left) / width) * commits.length) + 1;
    show();
  });
  input.addEventListener("input", show);
  slider.hidden = false;
  show();
  // Nothing is marked until somebody asks.
  for (const strip of strips) strip.classList.remove("at");
}
