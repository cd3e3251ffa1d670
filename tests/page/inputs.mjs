// SPDX-License-Identifier: MIT
// The spreadsheets of the runs whose pages are looked at.
import { writeFileSync } from 'node:fs';

const quoted = cells => cells.map(c => '"' + String(c).replaceAll('"', '""') + '"').join(',');
const csv = rows => rows.map(quoted).join('\n') + '\n';

// Cells, a header and a file name that would be markup or script, were they ever taken for it.
const image = '<img src=http://127.0.0.1:9/x onerror="window.hacked=1">';
const script = '</script><script>window.hacked=2</script><!--';
const header = ['Lead', 'Stage', '<b>Source</b>' + script, 'Info', 'Comment'];
const rows = [header];
for (let i = 0; i < 60; ++i)
  rows.push([1001 + i, i % 3 ? 'Lost' : image, script + i, image + i,
    i % 5 ? 'javascript:window.hacked=3' : '<b>bold</b>']);
rows.push(['=HYPERLINK("http://127.0.0.1:9/","x")', 'Lost', 'x', 'y', 'z']);
rows.push(['</td><iframe src=http://127.0.0.1:9/>', 'Lost', 'x', 'y', 'z']);
rows.push([1005, '\u202e evil \u2028 line', 'x'.repeat(3000), 'ы'.repeat(900), 'z']);
rows.push([1006, '\'; window.hacked=4; \'', '`${window.hacked=5}`', '\\u003cscript\\u003e', '&lt;i&gt;']);
writeFileSync('hostile <img src=x onerror=hacked=1>.csv', csv(rows));
writeFileSync('hostile.json', JSON.stringify({ key: 'Lead', reopen: true, columns: {
  Stage: 'STATUS_ID', [header[2]]: 'SOURCE_DESCRIPTION', Info: 'STATUS_DESCRIPTION',
  Comment: 'COMMENTS' } }));

// More rows than a page holds; every hundredth has a wrong stage. And the same once more, to be
// stopped on the way.
for (const [name, stage] of [['large', 'In progress'], ['again', 'Processed']]) {
  const lines = [['Lead', 'Stage', 'Note']];
  for (let i = 0; i < 100200; ++i)
    lines.push([1001 + i, i % 100 === 99 ? 'Lots' : stage, 'Примечание ' + i % 500]);
  writeFileSync(name + '.csv', csv(lines));
}
writeFileSync('large.json', JSON.stringify({ key: 'Lead', columns: {
  Stage: 'STATUS_ID', Note: 'SOURCE_DESCRIPTION' } }));
