// SPDX-License-Identifier: MIT
#include "report/page_parts.h"

namespace leadsync::report {

const std::string_view kPageTable = R"page(
// The table draws only the lines in sight, whatever it holds. `order` are indices into the view's
// lines, after filter and sort; `active` is a position in it.
const narrow = matchMedia('(max-width: 700px)');
const changesOf = new Map();
data.changes.forEach((c, i) => {
  const list = changesOf.get(c[0]);
  if (list) list.push(i); else changesOf.set(c[0], [i]);
});
const inField = new Map(data.rows.map(r => [r[0], data.statuses[r[3]].name]));
const labels = codes => codes.split(' ').map(c => label[c] || c).join(', ');
const pill = name => make('span', { class: 'pill k-' + status[name].kind, text: name });
const plain = text => document.createTextNode(text);

const views = {
  rows: {
    lines: data.rows, least: '1020px', low: 40, tall: 78,
    columns: '72px minmax(84px,0.8fr) 84px 112px minmax(140px,2fr) minmax(240px,3fr) 40px 164px',
    fields: [
      { id: 'row', name: 'Row', of: r => r[0], digits: true },
      { id: 'key', name: 'Key', of: r => r[1] },
      { id: 'lead', name: 'Lead', of: r => r[2], digits: true, show: r => leadLink(r[2]) },
      { id: 'status', name: 'Status', of: r => data.statuses[r[3]].name,
        show: r => pill(data.statuses[r[3]].name) },
      { id: 'changed', name: 'Changed', of: r => r[4] ? labels(r[4]) : '' },
      { id: 'problems', name: 'Problems', of: r => r[5] },
      { id: 'sent', name: 'Sent', of: r => r[6], digits: true, show: r => plain(r[6] || '') },
      { id: 'time', name: 'Finished', of: r => r[7], show: r => plain(shownTime(r[7]).slice(0, 19)) }],
    concerns: (r, field) => r[4].split(' ').includes(field),
    kind: r => (r[5] ? '' : ' calm') + (r[2] && r[1] !== String(r[2]) ? ' named' : '')
  },
  changes: {
    lines: data.changes, least: '900px', low: 40, tall: 78,
    columns: '72px 90px minmax(140px,1fr) minmax(120px,1.5fr) minmax(120px,1.5fr) minmax(90px,1fr)',
    fields: [
      { id: 'row', name: 'Row', of: c => c[0], digits: true },
      { id: 'lead', name: 'Lead', of: c => c[1], digits: true, show: c => leadLink(c[1]) },
      { id: 'field', name: 'Field', of: c => c[3] || c[2] },
      { id: 'old', name: 'Before', of: c => c[4] },
      { id: 'new', name: 'After', of: c => c[5] },
      { id: 'held', name: 'Portal holds', of: c => c[6] }],
    concerns: (c, field) => c[2] === field,
    kind: () => ''
  }
};

const table = {
  view: views.rows, name: 'rows', order: [], active: 0, sort: { rows: [0, 1], changes: [0, 1] },
  status: '', reason: null, field: '', needle: '', drawn: '',

  chosen() { return Boolean(this.status || this.reason || this.field || this.needle); },

  height() { return narrow.matches ? this.view.tall : this.view.low; },

  haystack(i) {
    const view = this.view;
    if (!view.texts) view.texts = new Array(view.lines.length);
    if (view.texts[i] === undefined)
      view.texts[i] = view.fields.map(f => f.of(view.lines[i])).join('\n').toLowerCase();
    return view.texts[i];
  },

  fits(i) {
    const line = this.view.lines[i];
    if (this.status) {
      const name = this.name === 'rows' ? data.statuses[line[3]].name : inField.get(line[0]);
      if (this.status === 'failed' ? !name || status[name].fine : name !== this.status) return false;
    }
    if (this.reason && !(this.name === 'rows' ? this.reason.fits(line) :
        this.reason.rows().has(line[0]))) return false;
    if (this.field && !this.view.concerns(line, this.field)) return false;
    return !this.needle || this.haystack(i).includes(this.needle);
  },

  arrange() {
    const view = this.view, [column, way] = this.sort[this.name];
    const order = [];
    for (let i = 0; i < view.lines.length; ++i) if (this.fits(i)) order.push(i);
    if (column !== 0 || way !== 1) {
      const field = view.fields[column];
      const keys = view.lines.map(line => field.digits ? Number(field.of(line)) || 0 :
        String(field.of(line)).toLowerCase());
      const whole = keys.every(k => typeof k === 'number' || /^[0-9]{1,15}$/.test(k));
      if (whole) for (let i = 0; i < keys.length; ++i) keys[i] = Number(keys[i]);
      order.sort((a, b) => (keys[a] < keys[b] ? -way : keys[a] > keys[b] ? way : a - b));
    }
    this.order = order;
    this.active = 0;
    $('window').scrollTop = 0;
    this.redraw();
    this.describe();
  },

  describe() {
    const all = this.view.lines.length, shown = this.order.length;
    const noun = this.name === 'rows' ? ['row', 'rows'] : ['change', 'changes'];
    let text = counted(shown, ...noun);
    if (shown !== all) text += ' of ' + number(all);
    if (this.status) text += ', ' + (this.status === 'failed' ? 'did not make it' : this.status);
    if (this.field) text += ', ' + labels(this.field);
    if (this.reason) text += ', with the problem: ' + this.reason.text;
    $('count').textContent = text;
    $('clear').hidden = !this.chosen();
    for (const tile of document.querySelectorAll('.tiles button'))
      tile.setAttribute('aria-pressed', String(tile.dataset.status === this.status));
    $('pick').value = this.status;
    $('pick-field').value = this.field;
    const total = this.name === 'rows' ? data.rows_total : data.changes_total;
    $('left-out').hidden = total === all;
    $('left-out').textContent = this.name === 'rows' ?
      'This page holds ' + number(all) + ' of ' + counted(total, 'row', 'rows') + ': first those ' +
      'that did not make it, then as many others as fit, unsent ones last. All of them: ' + run.files['report.csv'] :
      'This page holds ' + number(all) + ' of ' + counted(total, 'change', 'changes') +
      '. All of them: ' + run.files['changes.csv'];
  },

  heads() {
    const view = this.view, [column, way] = this.sort[this.name];
    const box = $('window');
    box.style.setProperty('--columns', view.columns);
    box.style.setProperty('--least', view.least);
    box.setAttribute('aria-colcount', view.fields.length);
    $('heads').replaceChildren(...view.fields.map((f, i) => make('div', {
      class: 'c-' + f.id + (f.digits ? ' num' : ''), role: 'columnheader',
      'aria-sort': i !== column ? 'none' : way === 1 ? 'ascending' : 'descending' },
      make('button', { type: 'button',
        text: f.name + (i !== column ? '' : way === 1 ? ' ↑' : ' ↓'),
        click: () => this.sortBy(i) }))));
    $('sort-by').replaceChildren(...view.fields.map((f, i) => make('option', { value: i,
      text: f.name })));
    $('sort-by').value = String(column);
    $('sort-way').textContent = way === 1 ? '↑' : '↓';
    $('sort-way').setAttribute('aria-label', way === 1 ? 'Ascending; change' : 'Descending; change');
  },

  sortBy(column) {
    const sort = this.sort[this.name];
    this.sort[this.name] = [column, sort[0] === column ? -sort[1] : 1];
    this.heads();
    this.arrange();
  },

  line(position) {
    const view = this.view, line = view.lines[this.order[position]];
    const node = make('div', { class: 'line' + view.kind(line) +
      (position === this.active ? ' active' : ''), role: 'row', id: 'line-' + position,
      'aria-rowindex': position + 2, 'aria-selected': String(position === this.active) });
    node.style.transform = 'translateY(' + position * this.height() + 'px)';
    for (const f of view.fields) {
      const text = String(f.of(line));
      const cell = make('div', { class: 'c-' + f.id + (f.digits ? ' num' : ''), role: 'gridcell' });
      if (text.length > 12) cell.title = text;
      cell.append(f.show ? f.show(line) : plain(text));
      // By keyboard a lead is reached through its row, not through fifty stops of the Tab key.
      if (f.id === 'lead') cell.firstChild.tabIndex = -1;
      node.append(cell);
    }
    node.addEventListener('click', event => {
      if (event.target.tagName === 'A') return;
      this.move(position);
      this.open();
    });
    return node;
  },

  redraw() { this.drawn = ''; this.draw(); },

  draw() {
    const box = $('window'), height = this.height(), n = this.order.length;
    const first = Math.max(0, Math.floor(box.scrollTop / height) - 8);
    const last = Math.min(n, Math.ceil((box.scrollTop + box.clientHeight) / height) + 8);
    const wanted = first + ' ' + last;
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    const field = $('field');
    box.setAttribute('aria-rowcount', n + 1);
    box.style.setProperty('--height', height + 'px');
    field.style.height = n * height + 'px';
    const lines = [];
    for (let i = first; i < last; ++i) lines.push(this.line(i));
    if (n === 0) lines.push(make('div', { class: 'none', text: 'Nothing to show.' }));
    field.replaceChildren(...lines);
    if (n === 0) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', 'line-' + this.active);
  },

  move(to) {
    if (this.order.length === 0) return;
    this.active = Math.max(0, Math.min(this.order.length - 1, to));
    const box = $('window'), height = this.height(), top = this.active * height;
    const head = narrow.matches ? 0 : $('heads').offsetHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + height + head > box.scrollTop + box.clientHeight)
      box.scrollTop = top + height + head - box.clientHeight;
    this.redraw();
  },

  open() {
    if (this.order.length === 0) return;
    const line = this.view.lines[this.order[this.active]];
    const row = this.name === 'rows' ? line : data.rows.find(r => r[0] === line[0]);
    const box = $('detail');
    const title = make('h3', { id: 'detail-title' }, 'Row ' + number(line[0]));
    const close = make('button', { type: 'button', class: 'close', text: 'Close',
      click: () => box.close() });
    const list = make('dl', { class: 'facts' });
    const fact = (name, value) => list.append(make('dt', { text: name }), make('dd', {}, value));
    box.replaceChildren(title, close, list);
    box.scrollTop = 0;
    if (row) {
      const s = data.statuses[row[3]];
      title.append(pill(s.name));
      fact('Key', row[1]);
      if (row[2]) fact('Lead', leadLink(row[2]));
      fact('That is', s.meaning);
      if (row[6]) fact('Sent', counted(row[6], 'time', 'times'));
      if (row[7]) fact('Finished', shownTime(row[7]));
      if (row[5]) box.append(make('h4', { text: 'Problems' }), make('ul', {},
        ...row[5].split(' | ').map(text => make('li', { text }))));
      if (s.remedy) box.append(make('p', { text: s.remedy }));
    }
    const changes = changesOf.get(line[0]) || [];
    if (changes.length) box.append(make('h4', { text: 'Changes' }), this.changeTable(
      changes.map(i => data.changes[i])));
    box.showModal();
  },

  changeTable(changes) {
    const held = changes.some(c => c[6]);
    const cells = (tag, texts) => make('tr', {}, ...texts.map(text => make(tag, { text })));
    const names = ['Field', 'Before', 'After'].concat(held ? 'Portal holds' : []);
    return make('table', { class: 'plain changed' }, make('thead', {}, cells('th', names)),
      make('tbody', {}, ...changes.map(c => make('tr', {}, ...[c[3] || c[2], c[4], c[5], c[6]]
        .slice(0, names.length).map((text, i) => make('td', { text, 'data-name': names[i] }))))));
  },

  show(name) {
    this.name = name;
    this.view = views[name];
    $('window').className = 'window ' + name;
    for (const other of Object.keys(views))
      $('tab-' + other).setAttribute('aria-pressed', String(other === name));
    this.heads();
    this.arrange();
  },

  pickStatus(name, toggle) {
    this.status = toggle && this.status === name ? '' : name;
    this.reason = null;
    this.jump();
  },

  pickField(code) {
    this.field = code;
    this.status = '';
    this.reason = null;
    this.jump(data.changes.length > 0 ? 'changes' : 'rows');
  },

  pickReason(r) {
    const cut = r.example.length >= 400, want = pattern(r.example).replace(/…$/, '');
    // One remark in several wordings: its own words stand between the dots of its text.
    const words = r.code && r.text.includes('…') && r.text.length < 400 && new RegExp('^' +
      r.text.split('…').map(s => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*') +
      '(; the cell was left out)?$');
    const index = data.statuses.findIndex(s => s.name === r.status), known = new Map();
    const one = text => {
      if (!known.has(text)) known.set(text, text.split(' | ').some(part => words ?
        words.test(part) : cut ?
        pattern(part).startsWith(want) : pattern(part) === pattern(r.example)));
      return known.get(text);
    };
    const fits = row => row[3] === index && (r.silent ? !row[5] : one(row[5]));
    let rows;
    this.reason = { text: r.text, fits,
      rows: () => rows || (rows = new Set(data.rows.filter(fits).map(row => row[0]))) };
    this.status = this.field = '';
    this.jump();
  },

  jump(view = 'rows') {
    this.show(view);
    $('table').scrollIntoView();
    $('window').focus({ preventScroll: true });
  },

  keys(event) {
    if (event.target !== $('window')) return;
    const page = Math.max(1, Math.floor($('window').clientHeight / this.height()) - 1);
    const steps = { ArrowDown: this.active + 1, ArrowUp: this.active - 1,
      PageDown: this.active + page, PageUp: this.active - page, Home: 0, End: this.order.length - 1 };
    if (event.key in steps) this.move(steps[event.key]);
    else if (event.key === 'Enter' || event.key === ' ') this.open();
    else return;
    event.preventDefault();
  },

  // On paper there is no scrolling: the first 500 lines of what is shown, or, if nothing was
  // picked, of the rows that did not make it.
  print() {
    const most = 500, chosen = this.chosen() || this.name !== 'rows';
    if (!chosen && run.failed_rows > 0) this.status = 'failed';
    const view = this.view, all = view.lines.map((line, i) => i).filter(i => this.fits(i));
    const order = chosen ? this.order : all;
    const columns = view.fields.filter(f => !['lead', 'sent', 'time'].includes(f.id) ||
      this.name === 'changes');
    const what = this.status === 'failed' ? 'rows that did not make it' : this.name;
    const cells = (tag, texts) => make('tr', {}, ...texts.map(text => make(tag, { text })));
    $('printed').replaceChildren(make('p', { text: (order.length > most ? 'The first ' + most +
      ' of ' : 'The ') + number(order.length) + ' ' + what + ':' }), make('table',
      { class: 'plain of-' + this.name }, make('thead', {}, cells('th',
        columns.map(f => f.name))),
      make('tbody', {}, ...order.slice(0, most).map(i => cells('td',
        columns.map(f => String(f.of(view.lines[i]))))))));
    if (!chosen) this.status = '';
  },

  begin() {
    const pick = $('pick');
    pick.append(make('option', { value: '', text: 'All statuses' }));
    if (run.failed_rows > 0) pick.append(make('option', { value: 'failed',
      text: onlyLooked ? 'Would not make it' : 'Did not make it' }));
    for (const s of data.statuses)
      if (run.status[s.name]) pick.append(make('option', { value: s.name, text: s.name }));
    pick.addEventListener('change', () => {
      this.status = pick.value;
      this.reason = null;
      this.arrange();
    });
    const pickField = $('pick-field');
    pickField.append(make('option', { value: '', text: 'All fields' }),
      ...run.fields.map(f => make('option', { value: f.field, text: f.label })));
    pickField.hidden = run.fields.length === 0;
    pickField.addEventListener('change', () => {
      this.field = pickField.value;
      this.arrange();
    });
    let timer = 0;
    $('find').addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.needle = $('find').value.trim().toLowerCase();
        this.arrange();
      }, 120);
    });
    $('clear').addEventListener('click', () => {
      this.status = this.field = this.needle = $('find').value = '';
      this.reason = null;
      this.arrange();
      $('window').focus();
    });
    for (const name of Object.keys(views))
      $('tab-' + name).addEventListener('click', () => this.show(name));
    $('tab-changes').textContent = 'Changes (' + number(data.changes.length) + ')';
    $('tab-rows').textContent = 'Rows (' + number(data.rows.length) + ')';
    $('sort-by').addEventListener('change', () => this.sortBy(Number($('sort-by').value)));
    $('sort-way').addEventListener('click', () => this.sortBy(this.sort[this.name][0]));
    $('window').addEventListener('scroll', () => requestAnimationFrame(() => this.draw()));
    $('window').addEventListener('keydown', event => this.keys(event));
    narrow.addEventListener('change', () => this.redraw());
    addEventListener('resize', () => this.redraw());
    addEventListener('beforeprint', () => this.print());
    this.show('rows');
  }
};

function theme() {
  const dark = () => document.documentElement.dataset.theme ? document.documentElement.dataset.theme
    === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const name = () => { $('theme').textContent = dark() ? 'Light' : 'Dark'; };
  $('theme').addEventListener('click', () => {
    document.documentElement.dataset.theme = dark() ? 'light' : 'dark';
    name();
  });
  name();
}

$('page').hidden = false;
theme();
headline();
tiles();
reasons();
fields();
facts();
table.begin();
course();
)page";

}  // namespace leadsync::report
