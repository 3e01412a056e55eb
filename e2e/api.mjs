// The server, asked as whoever is signed in on the page.

/** Answers `(method, path below /api/v1, body)`, which fails with what the server said. */
export const apiOf = (page) => (method, path, body) =>
  page.evaluate(
    async ([verb, address, sent]) => {
      const { csrf_token } = await (await fetch('/api/v1/me')).json();
      const answer = await fetch(`/api/v1${address}`, {
        method: verb,
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrf_token, 'idempotency-key': crypto.randomUUID() },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${verb} ${address}: ${answer.status} ${text}`);
      return text === '' ? null : JSON.parse(text);
    },
    [method, path, body],
  );
