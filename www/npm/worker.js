// A worker of countMany in a browser.

import { serve } from "./serve.js";

self.onmessage = ({ data }) => serve(data, (answer) => self.postMessage(answer));
