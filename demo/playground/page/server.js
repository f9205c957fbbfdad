/** The page's two doors to the server: the view, held until something is new, and what the person does. */

/** @param {{ as: string, channel: string, thread: string }} look */
export async function fetchView(look, since, signal) {
  const query = new URLSearchParams({ ...look, since });
  const response = await fetch(`/playground/view?${query}`, { signal });
  if (!response.ok) throw new Error(`the playground answered ${response.status}`);
  return response.json();
}

/** Resolves with the answer; rejects with a sentence for the person. */
export async function act(doing) {
  let response;
  try {
    response = await fetch('/playground/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(doing),
    });
  } catch {
    throw new Error('The playground does not answer. Is it still running?');
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? 'That did not work.');
  return answer;
}
