// SPDX-License-Identifier: MIT
// Drives a practice portal with the official JavaScript SDK, unchanged: the SDK was written for the
// real server, so what it understands here it understands there.
//
// usage: drive.mjs WEBHOOK KEY CERTIFICATE   (the SDK speaks https only: this puts TLS in front)
import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { B24Hook, ParamsFactory } from '@bitrix24/b24jssdk'

const [webhook, keyFile, certificateFile] = process.argv.slice(2)
const portal = new URL(webhook)

function startTls() {
  const options = { key: fs.readFileSync(keyFile), cert: fs.readFileSync(certificateFile) }
  const front = https.createServer(options, (request, response) => {
    const inner = http.request(
      { host: portal.hostname, port: portal.port, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
      })
    inner.on('error', () => response.destroy())
    request.pipe(inner)
  })
  return new Promise((resolve) => front.listen(0, '127.0.0.1', () => resolve(front)))
}

const ask = async (path, body) => {
  const answer = await fetch(portal.origin + path, body === undefined ? {} : { method: 'POST', body })
  assert.equal(answer.status, 200, path)
  return answer.text()
}
const counters = async () => JSON.parse(await ask('/sandbox/counters'))
const saves = async () => (await ask('/sandbox/witness')).split('\n').filter(Boolean).map((line) => JSON.parse(line))

const steps = []
const step = (name, run) => steps.push([name, run])

const front = await startTls()
const address = `https://127.0.0.1:${front.address().port}${portal.pathname}`
const b24 = B24Hook.fromWebhookUrl(address, { restrictionParams: ParamsFactory.getEnterprise() })
b24.offClientSideWarning()
const v2 = b24.actions.v2
const update = (lead, name) => ({ method: 'crm.lead.update', params: { id: lead, fields: { NAME: name } } })
let leads = []

step('call: profile, a lead, and an error with an empty code', async () => {
  const profile = await v2.call.make({ method: 'profile', params: {} })
  assert.ok(profile.isSuccess)
  assert.equal(profile.getData().result.ID, '1')
  // The SDK takes an error without a code for a broken answer; at least it takes it for an error.
  await assert.rejects(v2.call.make({ method: 'crm.lead.get', params: { id: 999999999 } }), /400|Not found/)
})

step('fetchList: every lead, once', async () => {
  for await (const chunk of v2.fetchList.make({ method: 'crm.lead.list', params: { select: ['ID', 'NAME'] }, idKey: 'ID' })) {
    leads.push(...chunk.map((row) => row.ID))
  }
  assert.equal(leads.length, (await counters()).leads)
  assert.equal(new Set(leads).size, leads.length)
})

step('batch: names, lists and one bad row', async () => {
  const answer = await v2.batch.make({
    calls: { good: update(leads[0], 'Ада "+%&#'), list: { method: 'crm.lead.list', params: { filter: { '@ID': leads.slice(0, 3) }, select: ['ID', 'NAME'], start: -1 } }, bad: { method: 'crm.lead.get', params: { id: 0 } } },
    options: { isHaltOnError: false, returnAjaxResult: true }
  })
  const rows = answer.getData()
  assert.equal(rows.good.getData().result, true)
  assert.equal(rows.list.getData().result.length, 3)
  assert.equal(rows.list.getData().result[0].NAME, 'Ада "+%&#')
})

step('batchByChunk: 120 updates are 120 saves', async () => {
  const before = (await saves()).length
  const answer = await v2.batchByChunk.make({
    calls: leads.slice(0, 120).map((lead, i) => update(lead, `Chunk ${i}`)),
    options: { isHaltOnError: false }
  })
  assert.ok(answer.isSuccess, answer.getErrorMessages().join())
  const made = (await saves()).slice(before)
  assert.equal(made.length, 120)
  assert.deepEqual(made.map((save) => save.changes[0].new), Array.from({ length: 120 }, (_, i) => `Chunk ${i}`))
})

step('the limiter: refused calls are repeated, none is lost or doubled', async () => {
  const before = (await saves()).length
  await ask('/sandbox/faults', 'query-limit method=crm.lead.update every=4 count=3\n')
  const answers = await Promise.all(leads.slice(0, 12).map((lead, i) => v2.call.make(update(lead, `Limit ${i}`))))
  await ask('/sandbox/faults', '')
  assert.ok(answers.every((answer) => answer.isSuccess))
  assert.equal((await counters()).refused_query_limit, 3)
  assert.equal((await saves()).length - before, 12)
})

let failed = 0
for (const [name, run] of steps) {
  try {
    await run()
    console.log(`ok      ${name}`)
  } catch (error) {
    ++failed
    console.log(`FAILED  ${name}\n${error.stack}`)
  }
}
front.closeAllConnections()
front.close()
b24.destroy()
process.exit(failed === 0 ? 0 : 1)
