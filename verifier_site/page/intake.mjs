// Everything through which a certificate can come in: typed or pasted text, a chosen, dropped or pasted file.

const TYPING_PAUSE_MS = 300;

/** Calls `onText(text, isTyping)`, `onFiles(files)`, and `onStart()` as soon as the input changes. */
export function watchIntake({ onText, onFiles, onStart }) {
  const field = document.getElementById('certificate-text');
  const chooser = document.getElementById('certificate-file');
  const form = document.getElementById('intake');
  let pause;

  const submit = (isTyping) => {
    clearTimeout(pause);
    if (field.value.trim()) onText(field.value, isTyping);
  };
  const take = (list) => {
    const files = [...list]; // the browser empties the list
    if (!files.length) return;
    onStart();
    onFiles(files);
  };
  field.addEventListener('input', ({ inputType }) => {
    onStart();
    clearTimeout(pause);
    if (inputType === 'insertFromPaste') submit(false);
    else pause = setTimeout(submit, TYPING_PAUSE_MS, true);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(false);
  });
  chooser.addEventListener('change', () => {
    take(chooser.files);
    chooser.value = ''; // the same files can be chosen again
  });
  watchPaste(field, take);
  watchDrop(document.getElementById('drop-zone'), take);
}

/** A picture can be pasted anywhere, text anywhere outside a field. */
function watchPaste(field, take) {
  document.addEventListener('paste', (event) => {
    const { files } = event.clipboardData;
    const text = event.clipboardData.getData('text/plain');
    if (files.length) {
      event.preventDefault();
      take(files);
    } else if (text && event.target !== field) {
      event.preventDefault();
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste' }));
    }
  });
}

/** A file may be dropped anywhere on the page; the zone shows that it will be taken. */
function watchDrop(zone, take) {
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) zone.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    take(event.dataTransfer.files);
  });
}

/** Forgets what was put in. */
export function clearIntake() {
  document.getElementById('certificate-text').value = '';
  document.getElementById('certificate-file').value = '';
}
