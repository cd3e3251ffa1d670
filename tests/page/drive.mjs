// SPDX-License-Identifier: MIT
// usage: node drive.mjs BROWSER FOLDER-WITH-RUNS [FOLDER-FOR-SCREENSHOTS]
// The pages of four runs: what they show against summary.json, report.csv and changes.csv; filters,
// sorting, keys, paper, telephones and the dark; and that nothing from a cell ran or was fetched.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [browserPath, work, screenshots] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu'] });
const number = text => Number(text.replaceAll(',', ''));
const summaryOf = run => JSON.parse(readFileSync(join(work, run, 'summary.json'), 'utf8'));

/// The records of a file of leadsync, without its header.
function records(run, file) {
  const text = readFileSync(join(work, run, file), 'utf8').replace(/^\ufeff/, '');
  const rows = [[]];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gy;
  for (let m; cell.lastIndex < text.length && (m = cell.exec(text));) {
    rows.at(-1).push(m[1].startsWith('"') ? m[1].slice(1, -1).replaceAll('""', '"') : m[1]);
    if (m[2] !== ',' && cell.lastIndex < text.length) rows.push([]);
  }
  return rows.slice(1);
}

async function open(run, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.said = [];
  page.asked = [];
  context.on('request', request => page.asked.push(request.url()));
  page.on('pageerror', error => page.said.push(String(error)));
  page.on('console', message => page.said.push(message.text()));
  page.on('dialog', dialog => page.said.push('dialog: ' + dialog.message()));
  await page.goto(String(pathToFileURL(join(work, run, 'report.html'))));
  await page.waitForSelector('#page:not([hidden])');
  return page;
}

async function close(page, name) {
  assert.deepEqual(page.said, [], 'errors or messages of the page');
  assert.equal(page.asked.length, 1, 'the page asked for ' + page.asked.join(' '));
  assert.equal(await page.evaluate(() => window.hacked), undefined, 'a script from a cell ran');
  if (screenshots) await page.screenshot({ path: join(screenshots, name + '.png'), fullPage: true });
  await page.context().close();
}

const shown = page => page.locator('#count').textContent();
const shownCount = async page => number((await shown(page)).split(' ')[0]);
const column = (page, name) => page.locator('#field .c-' + name).allTextContents();

async function checkNumbers(page, run) {
  const s = summaryOf(run);
  const tiles = await page.locator('.tiles button').evaluateAll(list =>
    list.map(tile => [tile.dataset.status, tile.querySelector('b').textContent]));
  const want = Object.entries(s.status).filter(([, n]) => n > 0);
  assert.deepEqual(tiles.map(([name, n]) => [name, number(n)]), want, 'counts by status');
  assert.equal(tiles.reduce((sum, [, n]) => sum + number(n), 0), s.rows);
  const said = s.reasons.map(r => r.rows).sort((a, b) => a - b);
  const listed = (await page.locator('.reasons .n').allTextContents()).map(number);
  assert.deepEqual(listed.sort((a, b) => a - b), said, 'rows of each reason');
  const fields = await page.locator('#fields tr').evaluateAll(list => list.map(tr =>
    [tr.children[1].textContent, tr.children[2].textContent]));
  assert.deepEqual(fields.map(([code, n]) => [code, number(n)]),
    s.fields.map(f => [f.field, f.rows]), 'rows of each field');
  const facts = await page.locator('#facts').textContent();
  assert.ok(facts.includes(s.requests.sent.toLocaleString('en-US') + ' requests'), facts);
  const verdict = await page.locator('#verdict').textContent();
  for (const n of [s.failed_rows - s.status.not_sent, s.status.not_sent])
    if (n > 0) assert.ok(verdict.includes(n.toLocaleString('en-US')), verdict);
  if (s.resume) assert.ok(verdict.includes(s.resume), verdict);
  return s;
}

const tests = {
  async 'the numbers are those of summary.json'() {
    for (const run of ['hostile', 'undone', 'large', 'stopped']) {
      const page = await open(run);
      await checkNumbers(page, run);
      await close(page, run);
    }
  },

  async 'nothing from a cell, a header or a file name is markup'() {
    const page = await open('hostile');
    await page.locator('#tab-changes').click();
    for (let i = 0; i < 3; ++i) {
      await page.locator('.line').nth(i).click();
      await page.keyboard.press('Escape');
    }
    assert.equal(await page.locator('script').count(), 2);
    for (const tag of ['img', 'iframe', '#field b', '#detail b'])
      assert.equal(await page.locator(tag).count(), 0, tag);
    const links = await page.locator('a').evaluateAll(list => list.map(a => a.getAttribute('href')));
    for (const href of links) assert.match(href, /^(#table|http:\/\/127\.0\.0\.1:\d+\/crm\/lead\/details\/\d+\/)$/);
    assert.ok((await column(page, 'new')).some(text => text.includes('<script>window.hacked=2')));
    await close(page, 'changes');
  },

  async 'rows are filtered by status, by text, by reason and by field'() {
    const page = await open('hostile'), report = records('hostile', 'report.csv');
    const changes = records('hostile', 'changes.csv'), s = summaryOf('hostile');
    assert.equal(await shownCount(page), report.length);
    await page.selectOption('#pick', 'invalid');
    assert.equal(await shownCount(page), s.status.invalid);
    assert.ok((await column(page, 'status')).every(text => text === 'invalid'));
    await page.fill('#find', 'IS HTML');
    const both = report.filter(r => r[3] === 'invalid' && r[5].toLowerCase().includes('is html'));
    await page.waitForFunction(n => document.getElementById('count').textContent.startsWith(n + ' '),
      both.length);
    assert.deepEqual(await column(page, 'row'), both.map(r => r[0]).slice(0, (await column(page, 'row')).length));
    await page.locator('#clear').click();
    assert.equal(await shownCount(page), report.length);
    const reasons = await page.locator('.reasons > li').count();
    for (let i = 0; i < reasons; ++i) {
      const line = page.locator('.reasons > li').nth(i);
      await line.locator('button').click();
      assert.equal(await shownCount(page), number(await line.locator('.n').textContent()));
    }
    await page.locator('#fields button').first().click();
    assert.equal(await page.locator('#tab-changes').getAttribute('aria-pressed'), 'true');
    assert.equal(await shownCount(page), changes.filter(c => c[2] === s.fields[0].field).length);
    await close(page, 'filtered');
  },

  async 'rows and changes are sorted by each column, up and down'() {
    const page = await open('hostile');
    const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
    for (const [tab, run, names] of [['rows', records('hostile', 'report.csv'), { row: 0, lead: 2, status: 3 }],
      ['changes', records('hostile', 'changes.csv'), { row: 0, lead: 1, old: 4, new: 5 }]]) {
      await page.locator('#tab-' + tab).click();
      for (const [name, at] of Object.entries(names)) {
        const key = name === 'row' || name === 'lead' ? Number : text => text.replace(/^'/, '').toLowerCase();
        for (const way of [1, -1]) {
          const head = page.locator('#heads .c-' + name);
          if (!(name === 'row' && way === 1)) await head.locator('button').click();
          assert.equal(await head.getAttribute('aria-sort'), way === 1 ? 'ascending' : 'descending');
          const got = (await column(page, name)).map(text => key(text));
          const want = run.map(r => key(r[at])).sort((a, b) => way * compare(a, b)).slice(0, got.length);
          assert.deepEqual(got, want, tab + ' by ' + name);
        }
      }
    }
    await close(page, 'sorted');
  },

  async 'everything can be done with the keyboard, and is named'() {
    const page = await open('hostile');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.locator('#heads .c-status button').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#heads .c-status').getAttribute('aria-sort'), 'ascending');
    await page.locator('#window').focus();
    for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowDown');
    const active = page.locator('#' + await page.locator('#window').getAttribute('aria-activedescendant'));
    assert.equal(await active.getAttribute('aria-selected'), 'true');
    assert.equal(await active.getAttribute('aria-rowindex'), '5');
    const row = await active.locator('.c-row').textContent();
    await page.keyboard.press('Enter');
    assert.ok((await page.locator('#detail-title').textContent()).startsWith('Row ' + row));
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'window');
    await page.keyboard.press('End');
    const last = await page.locator('#window').getAttribute('aria-activedescendant');
    assert.equal(await page.locator('#' + last).getAttribute('aria-rowindex'),
      await page.locator('#window').getAttribute('aria-rowcount'));
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('.line')), null);
    const nameless = await page.locator('button, select, input, [role=grid], section').evaluateAll(
      list => list.filter(e => !e.closest('[hidden]') && !(e.textContent.trim() && e.tagName === 'BUTTON') &&
        !e.getAttribute('aria-label') && !document.getElementById(e.getAttribute('aria-labelledby')))
        .map(e => e.outerHTML.slice(0, 80)));
    assert.deepEqual(nameless, []);
    await close(page, 'keys');
  },

  async '100,000 rows stay smooth, and the page says where the others are'() {
    const page = await open('large'), s = summaryOf('large');
    assert.ok(s.rows > 100000);
    assert.equal(await shownCount(page), 100000);
    const rest = await page.locator('#left-out').textContent();
    assert.ok(rest.includes('100,000 of 100,200') && rest.includes(s.files['report.csv']), rest);
    assert.ok(await page.locator('.line').count() < 60, 'only the lines in sight are drawn');
    const worst = await page.evaluate(() => {
      const timed = work => {
        const begin = performance.now();
        work();
        return performance.now() - begin;
      };
      const times = [];
      for (const needle of ['5', 'lots', '']) times.push(timed(() => {
        table.needle = needle;
        table.arrange();
      }));
      for (let i = 0; i < 8; ++i) times.push(timed(() => table.sortBy(i)));
      for (let i = 0; i < 50; ++i) times.push(timed(() => {
        document.getElementById('window').scrollTop = i * 70000;
        table.draw();
      }));
      return Math.max(...times);
    });
    assert.ok(worst < 1500, 'the slowest filter, sort or scroll took ' + worst + ' ms');
    await page.selectOption('#pick', 'invalid');
    assert.equal(await shownCount(page), s.status.invalid, 'all that did not make it are there');
    await page.locator('#tab-changes').click();
    assert.ok((await page.locator('#left-out').textContent()).includes(s.files['changes.csv']));
    await close(page, 'many');
  },

  async 'a stopped run and an undo say what to do next'() {
    let page = await open('stopped');
    let verdict = await page.locator('#verdict').textContent();
    assert.match(verdict, /rows were not sent, and .* did not make it/);
    assert.ok(verdict.includes('leadsync resume stopped'));
    assert.ok(!(await page.locator('#course-text').textContent()).includes('100,200 rows'));
    await close(page, 'stopped-verdict');
    page = await open('undone');
    verdict = await page.locator('#page').textContent();
    assert.ok(!verdict.includes('failed.csv'), 'an undo has no rows to correct');
    await close(page, 'undone-verdict');
  },

  async 'telephone, dark and paper'() {
    const contrast = () => {
      const light = rgb => rgb.map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 :
        ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const colour = text => text.match(/[\d.]+/g).map(Number);
      const ground = e => {
        for (; e; e = e.parentElement) {
          const c = colour(getComputedStyle(e).backgroundColor);
          if (c.length < 4 || c[3] === 1) return c.slice(0, 3);
        }
        return [255, 255, 255];
      };
      let least = 99;
      for (const e of document.querySelectorAll('h1, header p, .tiles b, .tiles i, small, .pill, ' +
          '.group p, .t, .line div, .line a, dt, dd, button, footer')) {
        if (!e.offsetParent || !e.textContent.trim()) continue;
        const [a, b] = [light(colour(getComputedStyle(e).color).slice(0, 3)), light(ground(e))];
        least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
      }
      return least;
    };
    const grounds = new Set();
    for (const colorScheme of ['light', 'dark'])
      for (const width of [390, 1280]) {
        const page = await open('hostile', { colorScheme, viewport: { width, height: 844 } });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width,
          'wider than the screen');
        grounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        const least = await page.evaluate(contrast);
        assert.ok(least >= 4.5, colorScheme + ': a contrast of ' + least);
        await page.locator('.line').nth(1).click();
        assert.ok(await page.locator('#detail').evaluate(d => d.scrollWidth <= d.clientWidth));
        await page.keyboard.press('Escape');
        await close(page, colorScheme + '-' + width);
      }
    assert.equal(grounds.size, 2);
    const page = await open('hostile');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const failed = summaryOf('hostile').failed_rows;
    assert.equal(await page.locator('.printed tbody tr').count(), failed);
    assert.ok(await page.locator('.printed').isVisible() && !await page.locator('#window').isVisible());
    await close(page, 'paper');
  },
};

let failures = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log('ok    ' + name);
  } catch (error) {
    ++failures;
    console.log('FAIL  ' + name + '\n' + (error.stack || error));
  }
}
await browser.close();
process.exitCode = failures ? 1 : 0;
