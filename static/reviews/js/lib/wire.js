// Writes to the desk: JSON with the CSRF token of the page. Every outcome is an object, never an exception.

function token() {
  return document.querySelector("#desk-token [name=csrfmiddlewaretoken]").value;
}

/** {ok, status, data}; status 0 when nobody answered, 401 when the answer was the sign-in page. */
export async function post(address, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(body),
    });
  } catch {
    return { ok: false, status: 0, data: {} };
  }
  if (answer.redirected) return { ok: false, status: 401, data: {} };
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return { ok: answer.ok, status: answer.status, data: isJson ? await answer.json() : {} };
}
