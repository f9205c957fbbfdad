import { wireAttach } from './attach.js';

/**
 * A message box: Enter sends, Shift+Enter makes a line, the box grows with its text; a text that failed stays, and so does
 * the file beside it.
 */
export function wireComposer(form, send) {
  const box = form.querySelector('textarea');
  const attach = wireAttach(form);
  const grow = () => {
    box.rows = Math.min(10, Math.max(1, box.value.split('\n').length));
  };
  box.addEventListener('input', grow);
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = box.value;
    const attached = await attach.take();
    if (text.trim() === '' && !attached) return;
    box.value = '';
    grow();
    const sent = await send(text, attached?.sent);
    if (!sent && box.value === '') box.value = text;
    if (!sent && attached) attach.put(attached.file);
    grow();
  });
}
