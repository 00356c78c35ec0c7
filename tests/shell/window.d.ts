// What the scripts of www/shell share with each other.

type PageLock = {
  state: "open" | "closing" | "locked" | "failed" | "single";
  readonly shut: boolean;
  byItself: boolean;
  close(): Promise<void>;
  open(): void;
  reload(): void;
};

type Change = { model: string; what: "new" | "gone" | "changed"; text: string };

type Offline = {
  state: "none" | "coming" | "ready";
  here: { packs: number; ofPacks: number; missing: number } | null;
  progress: number | null;
  trouble: string | null;
  update: { changes: Change[]; prices: boolean } | null;
  everything(): Promise<void>;
  check(): Promise<boolean>;
  take(): Promise<void>;
};

type Farebox = {
  files: {
    get(name: string, options?: RequestInit): Promise<Response>;
    hold(name: string): Promise<void>;
    held: Map<string, Blob>;
    single: boolean;
  };
  workers: {
    start(name: string): Promise<Worker>;
    load(name: string): Promise<unknown>;
    names(): string[];
    started: Set<string>;
    at: { loading: number; fetched: number; counted: boolean; troubled: boolean };
    packs: Map<string, Uint8Array>;
    collect(): Promise<void>;
    give(name: string, bytes: Uint8Array): void;
    restart(): Promise<boolean>;
    refuses(url: string): Promise<boolean>;
  };
  lock: PageLock;
  /** Whether the page is loading itself anew, with all that was typed in hand. */
  reloads?: boolean;
  offline: Offline;
  changes(before: unknown, after: unknown): Change[];
};

interface Window {
  farebox: Farebox;
  fareboxShare: { ask(command: string, about?: string): { text?: string; error?: string } };
}
