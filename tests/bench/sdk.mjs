// SPDX-License-Identifier: MIT
// The job of the bench with the official JavaScript SDK, as an experienced user would write it:
// rows become batches of 50 updates, several batches are under way at once, names are looked up in
// a table, and what failed is counted. Nothing is compared or read back.
//
// usage: bench.mjs ROWS.csv EXPECTED-ROWS     the webhook is in LEADSYNC_WEBHOOK
import fs from 'node:fs'
import readline from 'node:readline'
import { B24Hook, ParamsFactory } from '@bitrix24/b24jssdk'

const [path, expected] = process.argv.slice(2)
const webhook = process.env.LEADSYNC_WEBHOOK
const atOnce = 4 // as leadsync itself; more is not faster

const b24 = B24Hook.fromWebhookUrl(webhook.replace(/^http:/, 'https:'), {
  // The portal has no limits here, so the SDK keeps to none.
  restrictionParams: {
    ...ParamsFactory.getRealtime(),
    rateLimit: { burstLimit: 1e9, drainRate: 1e9, adaptiveEnabled: false }
  }
})
b24.offClientSideWarning()
// The SDK speaks https only. TLS is no part of what is compared, so its addresses are made http.
const addresses = new Map([...b24.auth.getTargetOriginWithPath()].map(
  ([version, address]) => [version, address.replace(/^https:/, 'http:')]))
b24.auth.getTargetOriginWithPath = () => addresses

/** The cells of a line of RFC 4180 without line breaks in cells, which this input has none of. */
function cellsOf(line) {
  if (!line.includes('"')) return line.split(',')
  const cells = []
  for (let at = 0; at <= line.length;) {
    if (line[at] !== '"') {
      const end = line.indexOf(',', at)
      cells.push(line.slice(at, end < 0 ? line.length : end))
      at = end < 0 ? line.length + 1 : end + 1
      continue
    }
    let end = at + 1
    while ((end = line.indexOf('"', end)) >= 0 && line[end + 1] === '"') end += 2
    cells.push(line.slice(at + 1, end).replaceAll('""', '"'))
    at = end + 2
  }
  return cells
}

async function itemsByName() {
  const answer = await b24.actions.v2.call.make({ method: 'crm.lead.fields', params: {} })
  const fields = answer.getData().result
  const tableOf = (code) => new Map(fields[code].items.map((item) => [item.VALUE, item.ID]))
  const statuses = await b24.actions.v2.call.make({
    method: 'crm.status.list', params: { filter: { ENTITY_ID: 'STATUS' } }
  })
  return {
    stage: new Map(statuses.getData().result.map((status) => [status.NAME, status.STATUS_ID])),
    product: tableOf('UF_CRM_1700000001'),
    reason: tableOf('UF_CRM_1700000003')
  }
}

const items = await itemsByName()
const known = (table, name) => {
  if (!table.has(name)) throw new Error(`no item ${name}`)
  return table.get(name)
}

function updateOf(cells) {
  const [id, , , stage, product, url, reasons, closed, comment] = cells
  const [day, month, year] = closed.split('.')
  return ['crm.lead.update', {
    id,
    fields: {
      STATUS_ID: known(items.stage, stage),
      UF_CRM_1700000001: known(items.product, product),
      UF_CRM_1700000002: url,
      UF_CRM_1700000003: reasons.split('|').map((name) => known(items.reason, name)),
      UF_CRM_1700000004: `${year}-${month}-${day}`,
      COMMENTS: comment
    },
    params: { REGISTER_SONET_EVENT: 'N' }
  }]
}

let done = 0
const failed = []
async function send(calls) {
  const answer = await b24.actions.v2.batch.make({ calls, options: { isHaltOnError: false } })
  if (!answer.isSuccess) failed.push(...answer.getErrorMessages())
  done += answer.getData().length
}

const underWay = new Set()
async function start(calls) {
  const sending = send(calls).finally(() => underWay.delete(sending))
  underWay.add(sending)
  if (underWay.size >= atOnce) await Promise.race(underWay)
}

let calls = []
let header = true
for await (const line of readline.createInterface({ input: fs.createReadStream(path) })) {
  if (header) {
    header = false
    continue
  }
  calls.push(updateOf(cellsOf(line)))
  if (calls.length === 50) {
    await start(calls)
    calls = []
  }
}
if (calls.length > 0) await start(calls)
await Promise.all(underWay)
b24.destroy()
if (failed.length > 0 || done !== Number(expected)) {
  console.error(`${done} of ${expected} rows, ${failed.length} failed: ${failed[0]}`)
  process.exit(1)
}
