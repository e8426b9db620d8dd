// The elements of the workspace that wait until the findings can be judged: fetched and started after the others, in
// this order.
import { AlsoViewing } from "./workspace/also-viewing.js";
import { KeysHelp } from "./workspace/keys-help.js";
import { LeaseClock } from "./workspace/lease-clock.js";
import { MoreMenu } from "./workspace/more-menu.js";
import { PolicyPicker } from "./workspace/policy-picker.js";
import { DeskSplitter } from "./workspace/splitter.js";
import { UnsentWrites } from "./workspace/unsent-writes.js";
import { BulkVerdict } from "./findings/bulk-verdict.js";
import { ManualFinding } from "./findings/manual-finding.js";
import { SpokenText } from "./transcript/spoken-text.js";
import { BreakPrompt } from "./player/break-prompt.js";
import { CoverageRecorder } from "./player/coverage-recorder.js";

export const elements = {
  "bulk-verdict": BulkVerdict, // before the text of spoken lines, which takes over some of its actions
  "spoken-text": SpokenText,
  "coverage-recorder": CoverageRecorder,
  "lease-clock": LeaseClock,
  "keys-help": KeysHelp,
  "missed-finding": ManualFinding,
  "unsent-writes": UnsentWrites,
  "policy-picker": PolicyPicker,
  "more-menu": MoreMenu,
  "desk-splitter": DeskSplitter,
  "break-prompt": BreakPrompt,
  "also-viewing": AlsoViewing,
};
