// Shows a stream. Texts of entries are set as text, never as HTML.
'use strict';
const maxRows = 200;
const find = id => document.getElementById(id);
let source = null;
let count = 0;

function cell(row, text) {
  row.insertCell().textContent = text ?? '';
}

function show(entry) {
  const row = find('entries').insertRow(0);
  row.className = ['DEBUG', 'INFO', 'WARN', 'ERROR'].includes(entry.level) ? entry.level : '';
  cell(row, entry.ts.slice(11, 23));
  cell(row, entry.level);
  cell(row, entry.service);
  cell(row, entry.trace_id?.slice(0, 8));
  cell(row, entry.method ? `${entry.method} ${entry.path}` : '');
  cell(row, entry.status);
  cell(row, entry.latency_ms);
  cell(row, entry.message);
  while (find('entries').rows.length > maxRows) find('entries').deleteRow(-1);
}

function state(text) {
  find('state').textContent = text;
}

function open() {
  close();
  const service = find('service').value;
  const query = new URLSearchParams({ rate: find('rate').value || '5', level: find('level').value });
  source = new EventSource(`stream${service ? `/${encodeURIComponent(service)}` : ''}?${query}`);
  source.onopen = () => state('connected');
  source.onmessage = event => {
    show(JSON.parse(event.data));
    state(`connected, ${++count} entries`);
  };
  source.onerror = () => state(source.readyState === EventSource.CLOSED ? 'refused: check the rate, or close other streams' : 'connection lost, trying again');
}

function close() {
  source?.close();
  source = null;
}

find('toggle').addEventListener('click', () => {
  const pauses = source !== null;
  if (pauses) close(); else open();
  find('toggle').textContent = pauses ? 'Continue' : 'Pause';
  find('toggle').setAttribute('aria-pressed', String(!pauses));
  if (pauses) state(`paused, ${count} entries`);
});
find('choice').addEventListener('submit', event => event.preventDefault());
for (const id of ['service', 'rate', 'level']) find(id).addEventListener('change', () => { if (source) open(); });
find('incidents').addEventListener('click', async event => {
  const incident = event.target.dataset.incident;
  if (!incident) return;
  if (find('service').options.length === 1) await refresh();
  const service = find('service').options[1]?.value;
  if (!service) return;
  await fetch(`simulate/${service}?incident=${incident}&duration=60`);
  await refresh();
});

async function refresh() {
  try {
    const health = await (await fetch('health')).json();
    if (find('service').options.length === 1)
      for (const name of health.services) find('service').add(new Option(name, name));
    find('lasting').textContent = health.incidents.length === 0 ? 'none'
      : health.incidents.map(i => `${i.name} until ${i.until.slice(11, 19)}`).join(', ');
  } catch {
    find('lasting').textContent = '';
  }
}

setInterval(refresh, 2000);
refresh();
open();
