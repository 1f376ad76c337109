// Shows the rules that have all words of the search, and says how many there are.
(() => {
  const field = document.getElementById("search");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll("tr[data-words]")];
  const groups = [...document.querySelectorAll(".group")];
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.dataset.words.includes(word));
      count += row.hidden ? 0 : 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("tr[data-words]:not([hidden])");
    }
    found.textContent = words.length ? `${count} of ${rows.length} rules` : "";
    history.replaceState(null, "", words.length ? `#search=${encodeURIComponent(field.value)}` : location.pathname);
  };
  const asked = new URLSearchParams(location.hash.slice(1)).get("search");
  if (asked) {
    field.value = asked;
    search();
  }
  field.addEventListener("input", search);
})();
