// A message centre: it takes every message, says on a line of its own what it got, and sends a receipt for it.
// argv: the port; the password that is the right one. A line on stdin, "unbind", ends the sessions.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
const smpp = createRequire(process.env.MODULES + "/")("smpp");

const [port, password] = process.argv.slice(2);
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const sessions = new Set();
let count = 0;

const server = smpp.createServer((session) => {
  sessions.add(session);
  session.on("error", () => {});
  session.on("close", () => sessions.delete(session));
  session.on("bind_transceiver", (pdu) => {
    const wrong = pdu.password !== password;
    say({ bind: pdu.system_id, version: pdu.interface_version, refused: wrong });
    session.send(pdu.response({ command_status: wrong ? smpp.ESME_RINVPASWD : 0, system_id: "centre" }));
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    say({ unbind: true });
    session.send(pdu.response());
    session.close();
  });
  session.on("submit_sm", (pdu) => {
    const name = `n${++count}`;
    say({
      name, to: pdu.destination_addr, from: pdu.source_addr, ton: pdu.source_addr_ton,
      text: pdu.short_message.message.toString(), parts: pdu.short_message.udh ? pdu.short_message.udh.length : 0,
    });
    session.send(pdu.response({ message_id: name }));
    if (!pdu.registered_delivery) return;
    session.deliver_sm({
      esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
      receipted_message_id: name, message_state: smpp.MESSAGE_STATE.DELIVERED,
      short_message: `id:${name} sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:DELIVRD err:000 text:`,
    }, (answer) => say({ receipt: name, taken: answer.command_status === 0 }));
  });
});
server.listen(Number(port), "127.0.0.1", () => say({ ready: true }));
createInterface({ input: process.stdin }).on("line", () => {
  for (const session of sessions) session.unbind();
});
