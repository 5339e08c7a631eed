import { createServer, type AddressInfo, type Socket } from "node:net";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as they came; dots at the start of lines are single again. */
  readonly text: string;
}

export interface TestSmtp extends AsyncDisposable {
  /** For `SMTP_URL`. */
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Refuses so many mails with this answer before it takes the next. */
  refuse(answer: string, times: number): void;
}

/** As much of a mail server (RFC 5321) as a client meets; it keeps what it gets. */
export async function startSmtp(): Promise<TestSmtp> {
  const mails: ReceivedMail[] = [];
  const refusals: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    converse(socket, mails, refusals);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refuse: (answer, times) => void refusals.push(...Array<string>(times).fill(answer)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function converse(socket: Socket, mails: ReceivedMail[], refusals: string[]): void {
  let [from, to, data] = ["", [] as string[], null as string[] | null];
  let rest = "";
  const say = (line: string): void => void socket.write(`${line}\r\n`);

  function hear(line: string): void {
    if (data !== null) {
      if (line !== ".") return void data.push(line.replace(/^\./, ""));
      mails.push({ from, to, text: data.join("\n") });
      data = null;
      return say("250 Kept");
    }
    const verb = line.slice(0, 4).toUpperCase();
    const address = /<(.*)>/.exec(line)?.[1] ?? "";
    if (verb === "EHLO" || verb === "HELO") return say("250 smtp.test");
    if (verb === "MAIL") [from, to] = [address, []];
    if (verb === "RCPT") {
      const refusal = refusals.shift();
      if (refusal !== undefined) return say(refusal);
      to.push(address);
    }
    if (verb === "DATA") {
      data = [];
      return say("354 Go on");
    }
    if (verb === "QUIT") return void socket.end("221 Bye\r\n");
    say("250 OK");
  }

  say("220 smtp.test");
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) hear(line);
  });
}
