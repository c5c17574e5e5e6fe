"use strict";
// Every few seconds the page is asked for again, and what has changed of its live parts is put in place: so it can be read, and walked
// through by keyboard, meanwhile.
const EVERY = 3000;
const news = document.getElementById("news");

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = next.getElementById(part.id);
      if (fresh && fresh.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
        part.replaceChildren(...fresh.childNodes);
      }
    }
    if (answer.ok) {
      document.title = next.title;
    }
    news.textContent = answer.ok ? "" : "What is shown is old: " + next.querySelector("main").innerText.trim();
  } catch {
    news.textContent = "What is shown is old: nobody answers any more.";
  }
}

setInterval(() => document.hidden || refresh(), EVERY);
