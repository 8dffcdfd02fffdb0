'use strict';

/** The page of an evaluation link: what stands after `#` in its address is a token for one ticket's evaluation (HZ-10). */

const LEADS = {
  401: '评价链接已失效或者不完整，如需评价，请致电12345。',
  403: '此链接不能用于该操作。',
  404: '没有找到这张工单。',
  409: '现在不能评价这一环节，可能已经评价过。',
  429: '操作过于频繁，请稍后再试。',
  503: '服务暂时不可用，请稍后再试。',
};
const ANY_LEAD = '未能完成，请稍后再试，或者致电12345。';

const token = location.hash.slice(1);
const byId = (id) => document.getElementById(id);
const copyOf = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** The ticket that a token is for; undefined where it is no token. The service checks it, not this page. */
function ticketOf(jwt) {
  try {
    const claims = jwt.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    return JSON.parse(atob(claims)).ticket;
  } catch {
    return undefined;
  }
}

const ticket = ticketOf(token);

/** Asks the service. @throws what to show: a lead in Chinese, and what the service says of the problem */
async function ask(what, request = {}) {
  const headers = { authorization: `Bearer ${token}`, ...request.headers };
  const address = `/v1/tickets/${encodeURIComponent(ticket)}/${what}`;
  const response = await fetch(address, { ...request, headers, cache: 'no-store' }).catch(() => {
    throw { lead: '网络不通，请检查后再试。' };
  });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw { lead: LEADS[response.status] ?? ANY_LEAD, detail: body.detail };
}

function show(place, { lead = ANY_LEAD, detail }) {
  const lines = [lead];
  if (detail) {
    const small = document.createElement('small');
    small.textContent = detail;
    lines.push(small);
  }
  place.replaceChildren(...lines);
  place.hidden = false;
}

/** A stage that is not to be evaluated (any more), with a word why. */
function closedStage(label, word) {
  const section = copyOf('other-stage');
  section.querySelector('h2').textContent = label;
  section.querySelector('p').textContent = word;
  return section;
}

function openStage({ stage, label }, scale) {
  const form = copyOf('open-stage');
  const problem = form.querySelector('.problem');
  const button = form.querySelector('button');
  form.querySelector('legend').textContent = `您对${label}满意吗？`;
  for (const { id, label: said } of scale) {
    const answer = copyOf('answer');
    answer.querySelector('input').value = id;
    answer.querySelector('span').textContent = said;
    form.querySelector('.scale').append(answer);
  }
  // The same words sent again after a lost answer are one evaluation.
  let sent = { body: '', key: '' };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const said = new FormData(form);
    const comment = said.get('comment').trim();
    const body = JSON.stringify({
      stage,
      satisfaction: said.get('satisfaction'),
      ...(comment === '' ? {} : { comment }),
    });
    if (sent.body !== body) sent = { body, key: newKey() };
    const headers = { 'content-type': 'application/json', 'idempotency-key': sent.key };
    problem.hidden = true;
    button.disabled = true;
    try {
      await ask('evaluate', { method: 'POST', headers, body });
      const thanks = closedStage(label, '已收到您的评价，谢谢！');
      form.replaceWith(thanks);
      thanks.querySelector('p').focus();
    } catch (failure) {
      show(problem, failure);
      button.disabled = false;
    }
  });
  return form;
}

/** `crypto.randomUUID` is not there on a page without TLS. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

function stageOf(it, scale) {
  if (it.open) return openStage(it, scale);
  const said = scale.find(({ id }) => id === it.satisfaction)?.label ?? it.satisfaction;
  return closedStage(it.label, said === undefined ? '现在还不能评价。' : `已评价：${said}。`);
}

async function start() {
  try {
    if (ticket === undefined) throw { lead: LEADS[401] };
    const { category, stages, scale } = await ask('evaluation');
    byId('ticket').textContent = `工单${ticket}${category ? `（${category}）` : ''}`;
    byId('ticket').hidden = false;
    byId('stages').replaceChildren(...stages.map((stage) => stageOf(stage, scale)));
  } catch (failure) {
    show(byId('problem'), failure);
  } finally {
    byId('loading').hidden = true;
  }
}

// Another link that is opened in this tab changes nothing but the fragment.
addEventListener('hashchange', () => location.reload());
void start();
