// Shows the uses of unsafe that match what is typed and chosen.
const text = document.querySelector("#find-text");
const krate = document.querySelector("#find-crate");
const state = document.querySelector("#find-state");
function find() {
  const wanted = text.value.toLowerCase();
  for (const use of document.querySelectorAll(".use")) {
    use.hidden = !(use.textContent.toLowerCase().includes(wanted)
      && (!krate.value || use.dataset.crate === krate.value)
      && (!state.value || use.dataset.state === state.value));
  }
  for (const file of document.querySelectorAll(".file")) {
    file.hidden = !file.querySelector(".use:not([hidden])");
  }
}
if (text) {
  for (const field of [text, krate, state]) field.addEventListener("input", find);
}
// A name of an invariant leads to its uses.
for (const chip of document.querySelectorAll("a.chip.name")) {
  chip.addEventListener("click", (event) => {
    event.preventDefault();
    text.value = chip.textContent;
    find();
    text.scrollIntoView({ block: "center" });
  });
}
