// SPDX-License-Identifier: MIT
#include "report/page_parts.h"

namespace leadsync::report {

const std::string_view kPageScript = R"page('use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const run = data.summary;
const $ = id => document.getElementById(id);
const number = n => Number(n).toLocaleString('en-US');
const counted = (n, one, many) => number(n) + ' ' + (n === 1 ? one : many);
const status = Object.fromEntries(data.statuses.map(s => [s.name, s]));
const label = Object.fromEntries(run.fields.map(f => [f.field, f.label]));
const onlyLooked = run.command === 'preview' || run.command === 'check';
const unsent = status.not_sent.fine ? 0 : run.status.not_sent;
const wrong = run.failed_rows - unsent;

// Everything from outside becomes text here, never markup.
function make(tag, options, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options || {})) {
    if (name === 'class') node.className = value;
    else if (name === 'text') node.textContent = value;
    else if (name === 'click') node.addEventListener('click', value);
    else node.setAttribute(name, value);
  }
  for (const child of children)
    node.append(typeof child === 'string' ? document.createTextNode(child) : child);
  return node;
}

function draw(tag, attributes, text) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

function spell(seconds) {
  if (seconds < 0.1) return 'less than 0.1 s';
  if (seconds < 9.95) return seconds.toFixed(1) + ' s';
  const s = Math.round(seconds);
  if (s < 60) return s + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' min' + (s % 60 ? ' ' + s % 60 + ' s' : '');
  const m = Math.round(s / 60);
  return number(Math.floor(m / 60)) + ' h' + (m % 60 ? ' ' + m % 60 + ' min' : '');
}

const shownTime = iso => iso ? iso.replace('T', ' ').replace('Z', ' UTC') : '';
const baseName = path => path.split('/').pop();

function leadLink(id) {
  if (!id) return document.createTextNode('');
  if (!/^https?:\/\//.test(data.link)) return document.createTextNode(String(id));
  return make('a', { href: data.link + '/crm/lead/details/' + id + '/', target: '_blank',
    rel: 'noopener noreferrer', text: String(id) });
}

// Problems of one kind differ only in «names» and numbers; leadsync groups them the same way.
const pattern = text => text.replace(/«[^»]*»/g, '«…»').replace(/[0-9]+/g, '…');

function headline() {
  const file = baseName(run.input.file) || run.command;
  $('title').textContent = file + (run.portal ? ' → ' + run.portal : '');
  $('subtitle').textContent = [run.command + (run.owner ? ' as ' + run.owner : ''),
    shownTime(run.started), 'took ' + spell(run.seconds)].filter(Boolean).join(' · ');
  document.title = file + ': ' + run.command + ', ' + counted(run.rows, 'row', 'rows');
  const more = $('verdict-more');
  let kind = 'good', mark = '✓';
  let text = run.rows === 1 ? 'The one row is fine.' : 'All ' + number(run.rows) + ' rows are fine.';
  if (run.rows === 0) text = 'There were no rows.';
  const missed = (n, verb) => number(n) + ' of ' + counted(run.rows, 'row', 'rows') + verb;
  if (wrong > 0) {
    kind = 'poor';
    mark = '✕';
    text = missed(wrong, onlyLooked ? ' would not make it.' : ' did not make it.');
  }
  if (unsent > 0) text = missed(unsent, unsent === 1 ? ' was not sent' : ' were not sent') +
    (wrong > 0 ? ', and ' + number(wrong) + ' did not make it.' : '.');
  if (run.stopped || run.resume) {
    kind = 'half';
    mark = '‖';
  }
  if (run.stopped) more.append(make('p', { text: 'The run stopped early: ' + run.stopped }));
  if (run.resume) more.append(make('p', {}, 'To go on: ', make('code', { text: run.resume })));
  if (onlyLooked) more.append(make('p', { text: 'Nothing was written to the portal.' }));
  const path = run.files['failed.csv'];
  if (wrong > 0)
    more.append(path ? make('p', {}, unsent > 0 ? 'When all rows were sent: those that did not ' +
      'make it stand in ' : 'They stand in ', make('code', { text: path }),
      ': correct them there and run that file with the same mapping.') :
      make('p', { text: 'Which and why stands below.' }));
  const values = run.files['values.csv'];
  if (values) more.append(make('p', {}, 'What to correct, value by value: ',
    make('code', { text: values })));
  $('verdict').classList.add(kind);
  $('mark').textContent = mark;
  $('verdict-text').textContent = text;
}

function tiles() {
  for (const s of data.statuses) {
    const n = run.status[s.name];
    if (!n) continue;
    const part = make('span', { class: 'g-' + s.kind });
    part.style.flex = String(n / run.rows);
    $('bar').append(part);
    $('tiles').append(make('li', {}, make('button', { type: 'button', 'data-status': s.name,
      'aria-pressed': 'false', title: 'Show these rows in the table',
      click: event => table.pickStatus(event.currentTarget.dataset.status, true) },
      make('b', { text: number(n) }), make('i', { class: 'k-' + s.kind, text: s.name }),
      make('small', { text: s.meaning }))));
  }
}

function reasonLine(r) {
  const text = make('div', { class: 't', text: r.text });
  if (r.example !== r.text)
    text.append(make('p', { text: 'Such as row ' + number(r.first_row) + ': ' + r.example }));
  const line = make('li', {}, make('div', { class: 'n', text: number(r.rows) }), text);
  if (r.text !== 'other problems')
    line.append(make('button', { type: 'button', text: 'Show rows',
      'aria-label': 'Show rows: ' + r.text, click: () => table.pickReason(r) }));
  return line;
}

// The reasons of one status, with what to do about all of them; the first six, the rest on demand.
function reasonGroup(s, list) {
  const most = 6, lines = make('ul', { class: 'reasons' }, ...list.map(reasonLine));
  const group = make('div', { class: 'group' }, make('h3', {},
    make('span', { class: 'pill k-' + s.kind, text: s.name }), ' ' +
    counted(run.status[s.name], 'row', 'rows') + ': ' + s.meaning));
  if (s.remedy) group.append(make('p', { text: 'What to do: ' + s.remedy }));
  group.append(lines);
  if (list.length > most + 1) {
    [...lines.children].slice(most).forEach(line => line.classList.add('later'));
    const rest = make('button', { type: 'button', class: 'rest', click: () => {
      lines.classList.add('whole');
      rest.remove();
      lines.children[most].querySelector('button')?.focus();
    }, text: counted(list.length - most, 'reason', 'reasons') + ' more' });
    group.append(rest);
  }
  return group;
}

// Failed rows that nobody said a word about are a reason as well.
function reasons() {
  const said = new Set(run.reasons.map(r => r.status));
  for (const s of data.statuses) {
    const n = run.status[s.name];
    if (!n || s.fine || said.has(s.name)) continue;
    run.reasons.push({ status: s.name, text: s.meaning, example: s.meaning, rows: n, silent: true,
      first_row: 0 });
  }
  const groups = new Map();
  for (const r of run.reasons) {
    if (groups.has(r.status)) groups.get(r.status).push(r); else groups.set(r.status, [r]);
  }
  const order = [...groups].sort((a, b) => run.status[b[0]] - run.status[a[0]]);
  for (const [name, list] of order) {
    const fine = status[name].fine;
    $(fine ? 'notes' : 'reasons').append(reasonGroup(status[name], list));
    $(fine ? 's-notes' : 's-reasons').hidden = false;
  }
  if (onlyLooked) $('h-reasons').textContent = 'Why rows would not make it';
}

function fields() {
  if (onlyLooked) $('h-fields').textContent = 'Fields that would change';
  for (const f of run.fields)
    $('fields').append(make('tr', {}, make('td', { text: f.label }),
      make('td', {}, make('code', { text: f.field })),
      make('td', { class: 'num', text: number(f.rows) }),
      make('td', { class: 'num' }, make('button', { type: 'button', text: 'Show changes',
        'aria-label': 'Show changes of ' + f.label, click: () => table.pickField(f.field) }))));
  $('s-fields').hidden = run.fields.length === 0;
}

const causes = [['rate', 'the portal’s limit of requests'],
  ['operating', 'the portal’s limit of computing time'],
  ['server', 'the portal’s answers'], ['none', 'nothing: the run was working']];

// What a run waited for most between two samples, if for a tenth of that time at all.
function cause(a, b) {
  let most = 0.1 * (b[0] - a[0]), name = 'none';
  for (let i = 0; i < 3; ++i)
    if (b[4 + i] - a[4 + i] > most) {
      most = b[4 + i] - a[4 + i];
      name = causes[i][0];
    }
  return name;
}

function niceStep(range, parts) {
  const raw = range / parts, power = Math.pow(10, Math.floor(Math.log10(raw)));
  return [1, 2, 5, 10].map(n => n * power).find(step => step >= raw) || raw;
}

function timeStep(seconds) {
  const round = [60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600, 43200];
  return seconds <= 30 ? niceStep(seconds, 1) : round.find(step => step >= seconds) ||
    86400 * Math.ceil(seconds / 86400);
}

function chart() {
  const samples = data.timeline, box = $('chart');
  box.replaceChildren();
  const width = Math.max(280, box.clientWidth), height = 220, left = 62, bottom = 190;
  const last = samples[samples.length - 1];
  const x = s => left + (width - left - 8) * s / last[0];
  const y = n => bottom - (bottom - 10) * n / Math.max(1, last[1]);
  const svg = draw('svg', { viewBox: '0 0 ' + width + ' ' + (height + 40), role: 'img',
    'aria-label': 'Rows finished over time; ' + $('course-text').textContent });
  for (let n = 0, step = Math.max(1, niceStep(last[1] || 1, 4)); n <= last[1]; n += step) {
    svg.append(draw('line', { class: 'grid-line', x1: left, x2: width - 8, y1: y(n), y2: y(n) }));
    svg.append(draw('text', { x: left - 8, y: y(n) + 4, 'text-anchor': 'end' }, number(n)));
  }
  for (let s = 0, step = timeStep(last[0] / (width < 500 ? 3 : 7)); s <= last[0] * 1.0001; s += step)
    svg.append(draw('text', { x: x(s), y: height + 26, 'text-anchor': s === 0 ? 'start' :
      x(s) > width - 40 ? 'end' : 'middle' }, s === 0 ? '0' : spell(s)));
  const line = (i, from) => samples.map((s, k) => (k ? 'L' : from) + x(s[0]).toFixed(1) + ' ' +
    y(s[i]).toFixed(1)).join('');
  svg.append(draw('path', { class: 'under', d: line(1, 'M' + x(0) + ' ' + bottom + 'L') +
    'L' + x(last[0]) + ' ' + bottom + 'Z' }));
  svg.append(draw('path', { class: 'curve', d: line(1, 'M') }));
  if (last[2] > 0) svg.append(draw('path', { class: 'curve-bad', d: line(2, 'M') }));
  for (let i = 1, begin = 0; i < samples.length; ++i) {
    const name = cause(samples[i - 1], samples[i]);
    if (i + 1 < samples.length && cause(samples[i], samples[i + 1]) === name) continue;
    const from = x(samples[begin][0]);
    const band = draw('rect', { class: 'w-' + name, x: from.toFixed(1), y: bottom + 8, height: 14,
      width: (x(samples[i][0]) - from).toFixed(1) });
    band.append(draw('title', {}, 'waited for ' + causes.find(c => c[0] === name)[1]));
    svg.append(band);
    begin = i;
  }
  box.append(svg);
}

function course() {
  const samples = data.timeline, done = run.rows - run.status.not_sent;
  // A stopped run writes the lines of all rows that it did not come to: it did not finish those.
  const [before, end] = samples.slice(-2);
  if (end) {
    end[1] = Math.max(before[1], end[1] - run.status.not_sent);
    end[2] = Math.max(before[2], end[2] - unsent);
  }
  const rate = run.seconds >= 1 ? done / run.seconds : 0;
  $('course-text').textContent = counted(done, 'row', 'rows') + ' in ' + spell(run.seconds) +
    (rate >= 1 ? ' (' + number(Math.round(rate)) + ' a second)' : '') + ', ' +
    counted(run.requests.sent, 'request', 'requests') + '. ' +
    (run.limited_by === 'nothing' ? 'Nothing held the run up.' :
      'What held it up most: ' + run.limited_by + '.') +
    (data.resumed ? ' The picture begins where the run was resumed.' : '');
  if (samples.length < 3 || samples[samples.length - 1][0] <= 0) {
    $('course-numbers').hidden = true;
    return;
  }
  $('legend').append(make('li', {}, make('span', { class: 'g-plan' }), 'rows finished'));
  if (samples[samples.length - 1][2] > 0)
    $('legend').append(make('li', {}, make('span', { class: 'g-bad' }), 'did not make it'));
  const seen = new Set();
  for (let i = 1; i < samples.length; ++i) {
    const name = cause(samples[i - 1], samples[i]);
    seen.add(name);
    $('samples').append(make('tr', {}, ...[0, 1, 2, 3].map(k => make('td', { class: 'num',
      text: k === 0 ? samples[i][0].toFixed(1) : number(samples[i][k]) })),
      make('td', { text: name === 'none' ? '' : causes.find(c => c[0] === name)[1] })));
  }
  for (const [name, words] of causes)
    if (seen.has(name)) $('legend').append(make('li', {}, make('span', { class: 'w-' + name }),
      (name === 'none' ? '' : 'waited for ') + words));
  chart();
  let width = $('chart').clientWidth;
  addEventListener('resize', () => {
    if ($('chart').clientWidth === width) return;
    width = $('chart').clientWidth;
    chart();
  });
}

function facts() {
  const list = $('facts');
  const fact = (name, ...text) => {
    if (text.every(t => t)) list.append(make('dt', { text: name }), make('dd', {}, ...text));
  };
  fact('Portal', run.portal);
  fact(run.input.sha256 ? 'Input' : 'Run', run.input.file && run.input.file + (run.input.sha256 ?
    ', ' + counted(run.input.bytes, 'byte', 'bytes') : ''));
  fact('Input’s fingerprint', run.input.sha256 && make('code', { text: run.input.sha256 }));
  fact('Mapping', run.mapping.file);
  fact('Started', shownTime(run.started));
  fact('Finished', shownTime(run.finished));
  for (const [name, seconds] of Object.entries(run.phases)) fact('Time for ' + name, spell(seconds));
  fact('Requests', counted(run.requests.sent, 'request', 'requests') + ' with ' +
    counted(run.requests.commands, 'command', 'commands') + '; ' + number(run.requests.refused) +
    ' refused by the portal’s limits, ' + number(run.requests.retried) + ' sent again');
  for (const [name, words] of causes)
    if (run.waited[name] > 0) fact('Waited for ' + words, spell(run.waited[name]));
  for (const warning of run.warnings) fact('Warning', warning);
  if (run.more_warnings) fact('Warnings', number(run.more_warnings) + ' more in run.log');
  for (const [name, path] of Object.entries(run.files)) fact(name, make('code', { text: path }));
  $('footer').textContent = 'Written by leadsync ' + run.version + '. This page holds customers’ ' +
    'data and needs no network; keep it as you would keep the spreadsheet.';
}
)page";

}  // namespace leadsync::report
