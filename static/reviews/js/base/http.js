// Writes to the desk: JSON with the CSRF token of the page. Every outcome is an object, never an exception.

const MAX_WAIT_MS = 20_000;
const MAX_KEEPALIVE_CHARACTERS = 60_000; // the browser's limit for requests that may outlive their page is 64 KiB

function tokenField() {
  return document.querySelector("#desk-token [name=csrfmiddlewaretoken]");
}

/**
 * {ok, status, data}; status 0 when nobody answered, 401 when the answer was the sign-in page or another person's.
 * @param {string} address
 * @param {any} body
 * @param {RequestInit} [more]
 * @returns {Promise<{ok: boolean, status: number, data: Record<string, any>}>}
 */
export async function postJson(address, body, more = {}) {
  const answer = await sendOnce(address, body, more);
  if (answer.status !== 403 || answer.data.error) return answer;
  // Signed in again in another tab: the token of this page is old. A fresh one is only taken for the same person.
  return (await renewToken()) ? sendOnce(address, body, more) : { ...answer, status: 401 };
}

async function sendOnce(address, body, more) {
  const text = JSON.stringify(body);
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": tokenField().value },
      body: text,
      keepalive: text.length < MAX_KEEPALIVE_CHARACTERS,
      signal: AbortSignal.timeout(MAX_WAIT_MS),
      ...more,
    });
    if (answer.redirected) return { ok: false, status: 401, data: {} };
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { ok: answer.ok, status: answer.status, data: isJson ? await answer.json() : {} };
  } catch {
    return { ok: false, status: 0, data: {} };
  }
}

async function renewToken() {
  try {
    const answer = await fetch(location.pathname, {
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout(MAX_WAIT_MS),
    });
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const person = (from) => JSON.parse(from.getElementById("desk-start").textContent).person;
    if (person(page) !== person(document)) return false;
    tokenField().value = page.querySelector("#desk-token [name=csrfmiddlewaretoken]").value;
    return true;
  } catch {
    return false;
  }
}
