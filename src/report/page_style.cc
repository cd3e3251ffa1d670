// SPDX-License-Identifier: MIT
#include "report/page_parts.h"

namespace leadsync::report {

const std::string_view kPageStyle = R"page(
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --sheet: #ffffff; --ink: #16202c; --soft: #55616f; --line: #d9dee5;
  --accent: #0b5cad; --focus: #b65c00; --row: #eef3f9;
  --ok: #1a7046; --ok-ground: #e3f4ea; --same: #55616f; --same-ground: #edf0f3;
  --plan: #0b5cad; --plan-ground: #e2eefb; --bad: #b3261e; --bad-ground: #fce8e6;
  --open: #8a5300; --open-ground: #fdf0d9;
  --rate: #3f7fd1; --operating: #a65bb5; --server: #d08a1d;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
  --ground: #11161c; --sheet: #1a2129; --ink: #e7ecf2; --soft: #a3afbc; --line: #333d49;
  --accent: #7db8f5; --focus: #ffb454; --row: #232d38;
  --ok: #74d3a0; --ok-ground: #17352a; --same: #a3afbc; --same-ground: #28313b;
  --plan: #7db8f5; --plan-ground: #17304a; --bad: #ff9a91; --bad-ground: #46201e;
  --open: #f2bd66; --open-ground: #402f12;
} }
:root[data-theme=dark] {
  color-scheme: dark;
  --ground: #11161c; --sheet: #1a2129; --ink: #e7ecf2; --soft: #a3afbc; --line: #333d49;
  --accent: #7db8f5; --focus: #ffb454; --row: #232d38;
  --ok: #74d3a0; --ok-ground: #17352a; --same: #a3afbc; --same-ground: #28313b;
  --plan: #7db8f5; --plan-ground: #17304a; --bad: #ff9a91; --bad-ground: #46201e;
  --open: #f2bd66; --open-ground: #402f12;
}
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
.page { max-width: 1320px; margin: 0 auto; padding: 24px 20px 64px; }
.skip { position: absolute; left: -999px; top: 8px; background: var(--sheet); padding: 8px 12px; }
.skip:focus { left: 8px; z-index: 9; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
a { color: var(--accent); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 12px; }
header { display: flex; gap: 16px; align-items: flex-start; justify-content: space-between; }
header p { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px;
  padding: 18px 20px; margin-top: 18px; }
button, select, input { font: inherit; color: inherit; }
button { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px;
  padding: 6px 12px; cursor: pointer; min-height: 36px; }
button:hover { border-color: var(--accent); }
button[aria-pressed=true], button[aria-selected=true] {
  border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
select, input[type=search] { background: var(--sheet); border: 1px solid var(--line);
  border-radius: 8px; padding: 6px 10px; min-height: 36px; }
.verdict { display: grid; grid-template-columns: auto 1fr; gap: 4px 14px; border-left-width: 6px; }
.verdict.good { border-left-color: var(--ok); }
.verdict.poor { border-left-color: var(--bad); }
.verdict.half { border-left-color: var(--open); }
.verdict .mark { font-size: 1.9rem; line-height: 1.2; grid-row: span 2; }
.verdict.good .mark { color: var(--ok); }
.verdict.poor .mark { color: var(--bad); }
.verdict.half .mark { color: var(--open); }
.verdict strong { font-size: 1.25rem; line-height: 1.35; }
.verdict p { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
code { font: 0.92em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  background: var(--same-ground); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
.bar { display: flex; height: 14px; border-radius: 7px; overflow: hidden; margin: 0 0 14px;
  background: var(--same-ground); gap: 2px; }
.bar span { min-width: 3px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 10px;
  list-style: none; margin: 0; padding: 0; }
.tiles button { width: 100%; height: 100%; text-align: left; padding: 10px 14px; display: grid;
  grid-template-columns: 1fr auto; align-content: start; gap: 0 8px; }
.tiles b { font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums;
  grid-column: span 2; }
.tiles i { font-style: normal; font-weight: 600; grid-column: span 2; }
.tiles small { color: var(--soft); line-height: 1.35; grid-column: span 2; }
.k-ok { color: var(--ok); } .k-same { color: var(--same); } .k-plan { color: var(--plan); }
.k-bad { color: var(--bad); } .k-open { color: var(--open); }
.g-ok { background: var(--ok); } .g-same { background: var(--same); }
.g-plan { background: var(--plan); } .g-bad { background: var(--bad); }
.g-open { background: var(--open); }
.pill { display: inline-block; border-radius: 99px; padding: 1px 10px; font-size: 0.86rem;
  font-weight: 600; white-space: nowrap; }
.pill.k-ok { background: var(--ok-ground); } .pill.k-same { background: var(--same-ground); }
.pill.k-plan { background: var(--plan-ground); } .pill.k-bad { background: var(--bad-ground); }
.pill.k-open { background: var(--open-ground); }
.reasons { list-style: none; margin: 0; padding: 0; }
.reasons > li { display: grid; grid-template-columns: minmax(4.5rem, auto) 1fr auto; gap: 2px 16px;
  padding: 12px 0; border-top: 1px solid var(--line); align-items: start; }
.reasons > li:first-child { border-top: 0; padding-top: 0; }
.reasons .n { font-size: 1.25rem; font-weight: 700; text-align: right;
  font-variant-numeric: tabular-nums; line-height: 1.3; }
.reasons .t { overflow-wrap: anywhere; }
.reasons .later { display: none; }
.reasons.whole .later { display: grid; }
.group { border-top: 1px solid var(--line); padding-top: 14px; margin-top: 14px; }
.group:first-child { border-top: 0; padding-top: 0; margin-top: 0; }
.group h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
.group > p { margin: 2px 0 0; }
.group .reasons { margin-top: 10px; }
.group .rest { margin: 4px 0 0; }
.reasons .t p { margin: 2px 0 0; color: var(--soft); font-size: 0.93rem; }
.plain { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.plain th, .plain td { text-align: left; padding: 5px 12px 5px 0; vertical-align: top;
  border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.plain thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: 0.9rem; }
.plain thead td { border-top: 0; }
.plain .num { text-align: right; white-space: nowrap; }
.plain td button { min-height: 28px; padding: 1px 10px; white-space: nowrap; }
.changed { table-layout: fixed; }
.changed td { overflow-wrap: break-word; white-space: pre-wrap; }
.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 4px 18px;
  margin: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 0; }
svg { display: block; width: 100%; overflow: visible; }
svg text { fill: var(--soft); font-size: 12px; }
.grid-line { stroke: var(--line); stroke-width: 1; }
.curve { fill: none; stroke: var(--accent); stroke-width: 2; }
.under { fill: var(--accent); opacity: 0.13; }
.curve-bad { fill: none; stroke: var(--bad); stroke-width: 2; stroke-dasharray: 5 3; }
.w-rate { fill: var(--rate); background: var(--rate); }
.w-operating { fill: var(--operating); background: var(--operating); }
.w-server { fill: var(--server); background: var(--server); }
.w-none { fill: var(--same-ground); background: var(--same-ground); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--soft); font-size: 0.92rem;
  list-style: none; margin: 10px 0 0; padding: 0; }
.legend span { display: inline-block; width: 12px; height: 12px; border-radius: 3px;
  margin-right: 6px; vertical-align: -1px; }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--soft); }
.scroll { max-height: 320px; overflow: auto; }
.controls { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; margin-bottom: 10px; }
.controls input[type=search] { flex: 1 1 220px; min-width: 0; }
.tabs { display: inline-flex; gap: 6px; }
.sorter, .touch { display: none; }
.count { color: var(--soft); margin: 0 0 8px; display: flex; gap: 6px 14px; flex-wrap: wrap;
  align-items: center; }
.count button { min-height: 30px; padding: 2px 10px; }
.window { height: min(70vh, 640px); overflow: auto; border: 1px solid var(--line);
  border-radius: 8px; position: relative; font-size: 0.92rem; }
.heads, .line { display: grid; gap: 0 12px; padding: 0 12px; align-items: center;
  min-width: var(--least); grid-template-columns: var(--columns); }
.heads { position: sticky; top: 0; z-index: 2; background: var(--sheet);
  border-bottom: 1px solid var(--line); }
.heads button { border: 0; background: none; padding: 6px 0; width: 100%; text-align: left;
  font-weight: 600; color: var(--soft); white-space: nowrap; border-radius: 4px; }
.heads .num button { text-align: right; }
.field { position: relative; min-width: var(--least); }
.line { position: absolute; left: 0; right: 0; height: var(--height); cursor: pointer;
  border-bottom: 1px solid var(--line); }
.line:hover { background: var(--row); }
.line.active { background: var(--row); box-shadow: inset 4px 0 0 var(--accent); }
.line > div { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.num { text-align: right; font-variant-numeric: tabular-nums; }
.none { padding: 48px 16px; text-align: center; color: var(--soft); }
dialog { border: 1px solid var(--line); border-radius: 12px; background: var(--sheet);
  color: var(--ink); width: min(760px, calc(100vw - 32px)); max-height: 85vh; padding: 20px; }
dialog::backdrop { background: rgb(0 0 0 / 0.45); }
dialog h3 { margin: 0 0 10px; display: flex; gap: 12px; align-items: center; flex-wrap: wrap; }
dialog h4 { margin: 16px 0 6px; }
dialog .close { position: absolute; top: 14px; right: 14px; }
dialog ul { margin: 0; padding-left: 20px; overflow-wrap: anywhere; }
.printed { display: none; }
footer { color: var(--soft); font-size: 0.9rem; margin-top: 18px; }
@media (max-width: 700px) {
  .page { padding: 14px 10px 48px; }
  section { padding: 14px; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .reasons > li { grid-template-columns: auto 1fr; }
  .reasons > li > button { grid-column: 2; justify-self: start; margin-top: 6px; }
  .changed thead { display: none; }
  .changed tr { display: block; border-top: 1px solid var(--line); padding: 6px 0; }
  .changed td { display: block; border: 0; padding: 1px 0; }
  .changed td::before { content: attr(data-name) ": "; color: var(--soft); }
  .changed td:first-child { font-weight: 600; }
  .changed td:first-child::before { content: none; }
  .facts { grid-template-columns: 1fr; }
  .facts dd { margin-bottom: 6px; }
  .fields tr > :nth-child(2) { display: none; }
  .controls select { flex: 1 1 40%; min-width: 0; }
  .sorter { display: flex; flex: 1 1 100%; gap: 6px; }
  .touch { display: inline; }
  .typed { display: none; }
  .heads { display: none; }
  .line, .field { min-width: 0; }
  .line { grid-template-columns: auto 1fr auto; align-content: center; gap: 2px 10px; }
  .line .num { text-align: left; }
  .rows .c-row, .changes .c-row { color: var(--soft); }
  .rows .c-row::before, .changes .c-row::before { content: "row "; }
  .rows .c-status { grid-column: 3; grid-row: 1; }
  .rows .c-lead { grid-column: 2; grid-row: 1; }
  .rows .c-key, .rows .c-changed, .rows .named .c-lead { display: none; }
  .rows .named .c-key { display: block; grid-column: 2; grid-row: 1; }
  .rows .c-sent, .rows .c-time { display: none; }
  .line .c-problems, .line .c-new { grid-column: 1 / -1; }
  .line > .c-problems { white-space: normal; display: -webkit-box; -webkit-line-clamp: 2;
    -webkit-box-orient: vertical; }
  .rows .calm .c-changed { display: block; grid-column: 1 / -1; color: var(--soft); }
  .changes .c-field { grid-column: 3; grid-row: 1; }
  .changes .c-lead { grid-column: 2; grid-row: 1; }
  .changes .c-old { grid-column: 1 / -1; color: var(--soft); text-decoration: line-through; }
  .changes .c-held { display: none; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@page { margin: 14mm; }
@media print {
  :root, :root[data-theme=dark], :root:not([data-theme=light]) {
    color-scheme: light;
    --ground: #fff; --sheet: #fff; --ink: #000; --soft: #333; --line: #bbb; --accent: #0b5cad;
    --ok: #1a7046; --ok-ground: #e3f4ea; --same: #55616f; --same-ground: #edf0f3;
    --plan: #0b5cad; --plan-ground: #e2eefb; --bad: #b3261e; --bad-ground: #fce8e6;
    --open: #8a5300; --open-ground: #fdf0d9;
  }
  body { font-size: 11pt; }
  .page { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid #bbb; border-radius: 0; padding: 10px 0;
    margin-top: 10px; }
  .reasons > li, .tiles li, figure { break-inside: avoid; }
  #keys, #count, .controls, .window, .skip, .theme, .group button, .plain button, .count button,
  details { display: none; }
  .reasons .later { display: grid; }
  .printed { display: block; font-size: 9pt; }
  .printed table { table-layout: fixed; }
  .printed .of-rows th:first-child { width: 9%; }
  .printed .of-rows th:nth-child(2), .printed .of-rows th:nth-child(3) { width: 14%; }
  .printed .of-rows th:nth-child(4) { width: 20%; }
  .printed td, .printed th { overflow-wrap: break-word; }
  .bar, .pill, .legend span { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)page";

}  // namespace leadsync::report
