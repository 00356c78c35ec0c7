// A worker of countMany in Node.

import { parentPort } from "node:worker_threads";
import { serve } from "./serve.js";

parentPort.on("message", (message) => serve(message, (answer) => parentPort.postMessage(answer)));
