// The two ends of a transfer: "receive ADDRESS" counts the bytes that arrive, "send ADDRESS BYTES" sends them.
const net = require("node:net");

const [, , role, address, bytes] = process.argv;
const port = 5001;

if (role === "receive") {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    let received = 0;
    socket.on("data", (part) => (received += part.length));
    socket.on("end", () => socket.end(String(received)));
  });
  server.listen(port, address, () => process.stdout.write("listening\n"));
} else {
  const started = performance.now();
  const socket = net.connect({ port, host: address });
  let answer = "";
  // Only a transfer that has stalled is idle for so long.
  socket.setTimeout(2500, () => socket.destroy());
  socket.on("connect", () => socket.end(Buffer.alloc(Number(bytes), "x")));
  socket.on("data", (part) => (answer += part));
  socket.on("error", () => {});
  socket.on("close", () => {
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(JSON.stringify({ received: Number(answer), seconds }));
  });
}
