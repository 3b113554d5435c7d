import { useEffect, useRef, useState } from "react";

const start = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });

export function App() {
  const worker = useRef(null);
  const [email, setEmail] = useState("");
  // idle, { progress }, { answers } or { error }
  const [state, setState] = useState({});

  const stop = () => {
    // A hash that is being computed ends with its Worker only.
    worker.current?.terminate();
    worker.current = null;
    setState({});
  };
  useEffect(() => stop, []);

  const check = (event) => {
    event.preventDefault();
    worker.current ??= start();
    worker.current.onmessage = ({ data }) => setState(data);
    worker.current.onerror = () => setState({ error: { code: "worker", message: "" } });
    setState({ progress: { stage: "hashing", done: 0, total: 1 } });
    worker.current.postMessage([{ kind: "email", value: email }]);
  };

  return (
    <main>
      <h1>Is my address on the list?</h1>
      <form onSubmit={check}>
        <label>
          E-mail address <input id="email" value={email} onChange={(e) => setEmail(e.target.value)} />
        </label>
        <button id="check">Check</button>
        {state.progress && <button type="button" onClick={stop}>Stop</button>}
      </form>
      <div role="status">
        {state.progress && <progress max={state.progress.total} value={state.progress.done} />}
        {state.error && <p className="answer" data-outcome={state.error.code}>It went wrong. {state.error.message}</p>}
        {state.answers?.map((answer) => <Answer key={answer.check ?? answer.kind} answer={answer} />)}
      </div>
    </main>
  );
}

function Answer({ answer }) {
  return (
    <p className="answer" data-outcome={answer.outcome}>
      {answer.outcome === "match" &&
        `It matches; so do one in ${Math.round(1 / answer.falsePositiveRate).toLocaleString()} that are not on it.`}
      {answer.outcome === "no-match" && `Not on this list of ${answer.asOf}; other leaks are not on it.`}
      {answer.outcome === "not-covered" && `No list takes this ${answer.kind}.`}
      {answer.outcome === "could-not-check" && `It could not be checked (${answer.why}): nothing is known.`}
      {answer.outcome === "invalid" && `This is no ${answer.kind} (${answer.reason}).`}
    </p>
  );
}
