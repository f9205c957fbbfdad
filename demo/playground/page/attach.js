import { showNotice } from './notice.js';

/** Bytes of a file: a request of this page is a megabyte at most, and a file travels in it as text. */
const largest = 700 * 1024;

/**
 * One file beside a message: chosen with the button, or dropped on the box. `take` hands it over as
 * `{ name, base64 }`, once, and `put` gives it back.
 */
export function wireAttach(form) {
  const input = form.querySelector('input[type="file"]');
  const shown = form.querySelector('.attached');
  let held = null;

  const hold = (file) => {
    if (file && file.size > largest) {
      showNotice(`Files up to ${largest / 1024} KB can be posted here.`);
      return;
    }
    held = file ?? null;
    shown.hidden = !held;
    shown.querySelector('span').textContent = held ? held.name : '';
  };

  form.querySelector('.attach').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    hold(input.files[0]);
    input.value = '';
    form.querySelector('textarea').focus();
  });
  shown.querySelector('button').addEventListener('click', () => {
    hold(null);
    form.querySelector('textarea').focus();
  });
  form.addEventListener('dragover', (event) => {
    if ([...event.dataTransfer.types].includes('Files')) event.preventDefault();
  });
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    hold(event.dataTransfer.files[0]);
  });

  return {
    take: async () => {
      const file = held;
      hold(null);
      return file ? { file, sent: { name: file.name, base64: await base64Of(file) } } : undefined;
    },
    put: (file) => {
      if (!held) hold(file);
    },
  };
}

const base64Of = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).split(',')[1] ?? ''));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(file);
  });
