// A gRPC server and a client of it that tries all that gRPC has, for RealClientsIT: `grpc.cjs serve PORT`, `grpc.cjs call HOST:PORT`.
// The client prints one line for each thing that works.
"use strict";

const assert = require("node:assert/strict");
const { once } = require("node:events");
const crypto = require("node:crypto");
const grpc = require("@grpc/grpc-js");

const LARGE = 4 * 1024 * 1024;
const OPTIONS = { "grpc.max_receive_message_length": 2 * LARGE, "grpc.max_send_message_length": 2 * LARGE };

const bytes = { serialize: (value) => value, deserialize: (value) => value };
const method = (name, requestStream, responseStream) => ({
  path: `/mesh.test.Echo/${name}`,
  requestStream,
  responseStream,
  requestSerialize: bytes.serialize,
  requestDeserialize: bytes.deserialize,
  responseSerialize: bytes.serialize,
  responseDeserialize: bytes.deserialize,
});
const SERVICE = {
  unary: method("Unary", false, false),
  collect: method("Collect", true, false),
  expand: method("Expand", false, true),
  chat: method("Chat", true, true),
  hang: method("Hang", false, false),
  cancellations: method("Cancellations", false, false),
  fail: method("Fail", false, false),
};

// ---- the server

function reflect(call) {
  const head = new grpc.Metadata();
  const trailers = new grpc.Metadata();
  for (const value of call.metadata.get("x-echo")) head.add("x-echo", value);
  for (const value of call.metadata.get("x-echo-bin")) trailers.add("x-echo-bin", value);
  call.sendMetadata(head);
  return trailers;
}

function serve(port) {
  let cancelled = 0;
  const server = new grpc.Server({ ...OPTIONS, "grpc.default_compression_algorithm": 2 });
  server.addService(SERVICE, {
    unary: (call, reply) => {
      const trailers = reflect(call);
      reply(null, call.request, trailers);
    },
    collect: (call, reply) => {
      let messages = 0;
      let size = 0;
      call.on("data", (message) => {
        messages++;
        size += message.length;
      });
      call.on("end", () => reply(null, Buffer.from(`${messages} ${size}`)));
    },
    expand: (call) => {
      const [count, size] = call.request.toString().split(" ").map(Number);
      for (let i = 0; i < count; i++) call.write(Buffer.alloc(size, i));
      call.end();
    },
    chat: (call) => {
      call.on("data", (message) => call.write(message));
      call.on("end", () => call.end());
    },
    hang: (call) => call.on("cancelled", () => cancelled++),
    cancellations: (call, reply) => reply(null, Buffer.from(String(cancelled))),
    fail: (call, reply) => {
      const metadata = new grpc.Metadata();
      metadata.set("x-reason-bin", Buffer.from([0, 255, 44, 10]));
      reply({ code: grpc.status.FAILED_PRECONDITION, details: "schön: 100 %", metadata });
    },
  });
  server.bindAsync(`0.0.0.0:${port}`, grpc.ServerCredentials.createInsecure(), (error) => assert.ifError(error));
}

// ---- the client

const Echo = grpc.makeGenericClientConstructor(SERVICE, "Echo");

/** A unary call as a promise of everything that came. */
function ask(client, name, request, metadata = new grpc.Metadata(), options = {}) {
  return new Promise((resolve) => {
    const came = {};
    const call = client[name](request, metadata, options, (error, response) => {
      came.error = error;
      came.response = response;
      if (came.status) resolve(came);
    });
    call.on("metadata", (head) => (came.head = head));
    call.on("status", (status) => {
      came.status = status;
      if ("response" in came) resolve(came);
    });
    came.call = call;
    options.begun?.(call);
  });
}

async function tryUnary(client) {
  const metadata = new grpc.Metadata();
  const binary = crypto.randomBytes(100);
  metadata.add("x-echo", "one");
  metadata.add("x-echo", "two");
  metadata.add("x-echo-bin", binary);
  const { error, response, head, status } = await ask(client, "unary", Buffer.from("hello"), metadata);
  assert.ifError(error);
  assert.equal(response.toString(), "hello");
  assert.deepEqual(head.get("x-echo").join(", ").split(", "), ["one", "two"]);
  assert.deepEqual(status.metadata.get("x-echo-bin"), [binary]);
}

async function tryLarge(client) {
  const large = crypto.randomBytes(LARGE);
  const { error, response } = await ask(client, "unary", large);
  assert.ifError(error);
  assert.ok(large.equals(response));
}

async function tryCompressed(address) {
  const client = new Echo(address, grpc.credentials.createInsecure(), {
    ...OPTIONS,
    "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip,
  });
  const zeros = Buffer.alloc(LARGE);
  const { error, response } = await ask(client, "unary", zeros);
  assert.ifError(error);
  assert.ok(zeros.equals(response));
  client.close();
}

function tryClientStreaming(client) {
  return new Promise((resolve, reject) => {
    const call = client.collect((error, response) => {
      if (error) return reject(error);
      assert.equal(response.toString(), "1000 1000000");
      resolve();
    });
    for (let i = 0; i < 1000; i++) call.write(Buffer.alloc(1000));
    call.end();
  });
}

async function tryServerStreaming(client) {
  let messages = 0;
  for await (const message of client.expand(Buffer.from("200 50000"))) {
    assert.ok(message.equals(Buffer.alloc(50000, messages)));
    messages++;
  }
  assert.equal(messages, 200);
}

async function tryBidi(client) {
  const call = client.chat();
  const answers = call[Symbol.asyncIterator]();
  for (let i = 0; i < 50; i++) {
    call.write(Buffer.from(`ping ${i}`));
    assert.equal((await answers.next()).value.toString(), `ping ${i}`);
  }
  call.end();
  assert.equal((await answers.next()).done, true);
}

async function tryDeadline(client) {
  const { error } = await ask(client, "hang", Buffer.alloc(0), undefined, { deadline: Date.now() + 300 });
  assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
}

/** The server has to hear of both that were given up: this one, and that of the deadline. */
async function tryCancel(client) {
  const given = ask(client, "hang", Buffer.alloc(0), undefined, { begun: (call) => setTimeout(() => call.cancel(), 100) });
  assert.equal((await given).error.code, grpc.status.CANCELLED);
  for (;;) {
    const { error, response } = await ask(client, "cancellations", Buffer.alloc(0));
    assert.ifError(error);
    if (response.toString() === "2") return;
    await once(AbortSignal.timeout(20), "abort");
  }
}

async function tryFailure(client) {
  const { error } = await ask(client, "fail", Buffer.alloc(0));
  assert.equal(error.code, grpc.status.FAILED_PRECONDITION);
  assert.equal(error.details, "schön: 100 %");
  assert.deepEqual(error.metadata.get("x-reason-bin"), [Buffer.from([0, 255, 44, 10])]);
}

async function call(address) {
  const client = new Echo(address, grpc.credentials.createInsecure(), OPTIONS);
  const tries = {
    "unary, metadata and trailers": tryUnary,
    "client streaming": tryClientStreaming,
    "server streaming": tryServerStreaming,
    "bidirectional streaming": tryBidi,
    deadline: tryDeadline,
    cancel: tryCancel,
    failure: tryFailure,
    "4 MiB": tryLarge,
  };
  for (const [name, attempt] of Object.entries(tries)) {
    await attempt(client);
    console.log(name);
  }
  client.close();
}

const [role, where] = process.argv.slice(2);
const roles = {
  serve,
  call,
  compressed: (address) => tryCompressed(address).then(() => console.log("gzip")),
};
roles[role](where);
