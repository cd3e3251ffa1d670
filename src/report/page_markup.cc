// SPDX-License-Identifier: MIT
#include "report/page_parts.h"

namespace leadsync::report {

const std::string_view kPageMarkup = R"page(
<a class="skip" href="#table">Skip to the rows</a>
<div class="page" id="page" hidden>
<header>
  <div><h1 id="title"></h1><p id="subtitle"></p></div>
  <button class="theme" id="theme" type="button">Dark</button>
</header>
<main>
<section class="verdict" id="verdict" aria-label="Result">
  <div class="mark" id="mark" aria-hidden="true"></div>
  <strong id="verdict-text"></strong>
  <div id="verdict-more"></div>
</section>
<section aria-labelledby="h-numbers">
  <h2 id="h-numbers">What became of the rows</h2>
  <div class="bar" id="bar" aria-hidden="true"></div>
  <ul class="tiles" id="tiles"></ul>
</section>
<section id="s-reasons" aria-labelledby="h-reasons" hidden>
  <h2 id="h-reasons">Why rows did not make it</h2>
  <div id="reasons"></div>
</section>
<section id="s-notes" aria-labelledby="h-notes" hidden>
  <h2 id="h-notes">Notes on rows that are fine</h2>
  <div id="notes"></div>
</section>
<section id="s-fields" aria-labelledby="h-fields" hidden>
  <h2 id="h-fields">Fields that changed</h2>
  <table class="plain fields"><thead><tr><th scope="col">Field</th><th scope="col">Code</th>
    <th scope="col" class="num">Rows</th><td></td></tr></thead><tbody id="fields"></tbody></table>
</section>
<section id="table" aria-labelledby="h-table" tabindex="-1">
  <h2 id="h-table">Rows and changes</h2>
  <div class="controls">
    <div class="tabs" role="group" aria-label="What the table shows">
      <button type="button" id="tab-rows" aria-pressed="true">Rows</button>
      <button type="button" id="tab-changes" aria-pressed="false">Changes</button>
    </div>
    <input type="search" id="find" placeholder="Find a key, a lead, a text"
      aria-label="Find in the table" autocomplete="off" spellcheck="false">
    <select id="pick" aria-label="Show rows of one status"></select>
    <select id="pick-field" aria-label="Show what concerns one field"></select>
    <div class="sorter">
      <select id="sort-by" aria-label="Sort by"></select>
      <button type="button" id="sort-way" aria-label="Sort direction">&#8593;</button>
    </div>
  </div>
  <p class="count"><span id="count" role="status" aria-live="polite"></span>
    <button type="button" id="clear" hidden>Show all</button></p>
  <div class="window" id="window" role="grid" tabindex="0" aria-labelledby="h-table" aria-readonly="true"
    aria-describedby="keys">
    <div role="rowgroup"><div class="heads" id="heads" role="row" aria-rowindex="1"></div></div>
    <div class="field" id="field" role="rowgroup"></div>
  </div>
  <p class="count" id="keys"><span class="typed">Arrow keys move; Enter or a click shows a row
    whole, with a link to its lead. A
    heading sorts.</span><span class="touch">Tap a row to see it whole.</span></p>
  <p class="count" id="left-out" hidden></p>
  <div class="printed" id="printed"></div>
</section>
<section id="s-course" aria-labelledby="h-course">
  <h2 id="h-course">How the run went</h2>
  <figure>
    <div id="chart"></div>
    <figcaption><ul class="legend" id="legend"></ul><p id="course-text"></p></figcaption>
  </figure>
  <details id="course-numbers"><summary>The same in numbers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="The run in numbers">
    <table class="plain"><thead><tr><th scope="col" class="num">Seconds</th>
      <th scope="col" class="num">Rows</th><th scope="col" class="num">Did not make it</th>
      <th scope="col" class="num">Requests</th><th scope="col">Waited for</th></tr></thead>
      <tbody id="samples"></tbody></table></div>
  </details>
</section>
<section aria-labelledby="h-facts">
  <h2 id="h-facts">About this run</h2>
  <dl class="facts" id="facts"></dl>
</section>
</main>
<footer id="footer"></footer>
</div>
<dialog id="detail" aria-labelledby="detail-title"></dialog>
)page";

}  // namespace leadsync::report
