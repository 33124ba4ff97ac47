// A WebSocket server and a client of it, for RealClientsIT: `websocket.cjs serve PORT`, `websocket.cjs call HOST:PORT`.
// The client prints one line for each thing that works.
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const crypto = require("node:crypto");
const { WebSocket, WebSocketServer } = require("ws");

/** Echoes; does what a message asks for; tells the last code with which somebody left. */
function serve(port) {
  let lastClose = "";
  const server = new WebSocketServer({ port: Number(port), host: "0.0.0.0", perMessageDeflate: true });
  server.on("connection", (socket) => {
    socket.on("close", (code, reason) => (lastClose = `${code} ${reason}`));
    socket.on("pong", (payload) => socket.send(`ponged ${payload}`));
    socket.on("message", (data, binary) => {
      const [command, argument] = binary ? [] : data.toString().split(" ");
      if (command === "close") socket.close(Number(argument), "as asked");
      else if (command === "break") socket.terminate();
      else if (command === "ping") socket.ping(argument);
      else if (command === "last") socket.send(lastClose);
      else socket.send(data, { binary });
    });
  });
}

async function open(address) {
  const socket = new WebSocket(`ws://${address}/chat`);
  await once(socket, "open");
  return socket;
}

async function say(socket, message) {
  const answer = once(socket, "message");
  socket.send(message);
  return (await answer)[0];
}

async function tryEcho(address) {
  const socket = await open(address);
  assert.equal((await say(socket, "grüß dich")).toString(), "grüß dich");
  assert.deepEqual(await say(socket, Buffer.from([0, 255, 13, 10])), Buffer.from([0, 255, 13, 10]));
  socket.terminate();
}

async function tryLarge(address) {
  const socket = await open(address);
  const large = crypto.randomBytes(1024 * 1024);
  assert.ok(large.equals(await say(socket, large)));
  socket.terminate();
}

async function tryPings(address) {
  const socket = await open(address);
  const pong = once(socket, "pong");
  socket.ping("there?");
  assert.equal((await pong)[0].toString(), "there?");
  assert.equal((await say(socket, "ping back")).toString(), "ponged back");
  socket.terminate();
}

async function tryCloseOfServer(address) {
  const socket = await open(address);
  const closed = once(socket, "close");
  socket.send("close 4001");
  const [code, reason] = await closed;
  assert.equal(`${code} ${reason}`, "4001 as asked");
}

async function tryCloseOfClient(address) {
  const socket = await open(address);
  const closed = once(socket, "close");
  socket.close(4002, "enough");
  assert.equal((await closed)[0], 4002);
  const other = await open(address);
  assert.equal((await say(other, "last")).toString(), "4002 enough");
  other.terminate();
}

async function tryBreak(address) {
  const socket = await open(address);
  const closed = once(socket, "close");
  socket.send("break");
  assert.equal((await closed)[0], 1006);
}

async function call(address) {
  const tries = {
    echo: tryEcho,
    pings: tryPings,
    "1 MiB": tryLarge,
    "closed by the server": tryCloseOfServer,
    "closed by the client": tryCloseOfClient,
    broken: tryBreak,
  };
  for (const [name, attempt] of Object.entries(tries)) {
    await attempt(address);
    console.log(name);
  }
}

const [role, where] = process.argv.slice(2);
({ serve, call })[role](where);
