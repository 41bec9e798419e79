// Only what a page without it cannot do: take a video that is dropped, and say that it is being checked. Nothing leaves the machine.
const form = document.querySelector('form');
const input = form.querySelector('input[type=file]');
const zone = document.querySelector('.drop');
const status = document.querySelector('[role=status]');

form.addEventListener('submit', () => { status.textContent = 'Checking ' + (input.files[0]?.name ?? 'the video') + ' …'; });
input.addEventListener('change', () => { if (input.files.length) form.requestSubmit(); });

document.addEventListener('dragover', event => { event.preventDefault(); zone.classList.add('over'); });
document.addEventListener('dragleave', event => { if (!event.relatedTarget) zone.classList.remove('over'); });
document.addEventListener('drop', event => {
  event.preventDefault();
  zone.classList.remove('over');
  if (event.dataTransfer.files.length) {
    const chosen = new DataTransfer();
    chosen.items.add(event.dataTransfer.files[0]);
    input.files = chosen.files;
    form.requestSubmit();
  }
});
