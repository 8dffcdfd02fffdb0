// The sign-in of development: sends who one wants to be, and goes on.
const form = document.querySelector('form');
const unit = form.elements.namedItem('unit');
const ofUnit = document.querySelector('#of-unit');
const problem = document.querySelector('[role="alert"]');

function showUnit() {
  const isUnit = form.elements.namedItem('role').value === 'unit';
  ofUnit.hidden = !isUnit;
  unit.disabled = !isUnit;
}
form.addEventListener('change', showUnit);
showUnit();

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void signIn();
});
// Until here the browser would have sent the form itself, which nobody takes.
form.querySelector('button').disabled = false;

async function signIn() {
  problem.hidden = true;
  const said = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
  try {
    const answer = await fetch('/auth/development', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(said),
    });
    const body = await answer.json();
    if (answer.ok) window.location.assign(body.to);
    else show(body.errors?.map((it) => it.message).join('；') || body.detail);
  } catch {
    show('服务没有应答，请稍后再试。');
  }
}

function show(text) {
  problem.textContent = text;
  problem.hidden = false;
}
