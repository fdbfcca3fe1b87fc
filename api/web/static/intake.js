// Keeps the chosen table in the form while it is checked, so that it is not chosen again to be booked.
const form = document.getElementById("intake");
const result = document.getElementById("result");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = new FormData(form, event.submitter);
  const buttons = [...form.querySelectorAll("button")];
  for (const one of buttons) one.disabled = true;
  result.textContent = sent.get("act") === "book" ? "Booking." : "Checking.";
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    const told = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("result");
    if (told) result.replaceChildren(...told.childNodes);
    else result.textContent = "It was not taken. Open this page again, and send the table again.";
  } catch {
    result.textContent = "The connection was lost. Send the table again: what was booked is not booked twice.";
  }
  for (const one of buttons) one.disabled = false;
});
