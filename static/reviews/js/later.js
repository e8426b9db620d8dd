// The elements of the workspace that wait until the findings can be judged: fetched and started after the others, in
// this order.
import { AlsoViewing } from "./elements/also-viewing.js";
import { BreakPrompt } from "./elements/break-prompt.js";
import { BulkVerdict } from "./elements/bulk-verdict.js";
import { CoverageRecorder } from "./elements/coverage-recorder.js";
import { DeskSplitter } from "./elements/desk-splitter.js";
import { KeysHelp } from "./elements/keys-help.js";
import { LeaseClock } from "./elements/lease-clock.js";
import { MissedFinding } from "./elements/missed-finding.js";
import { MoreMenu } from "./elements/more-menu.js";
import { PolicyPicker } from "./elements/policy-picker.js";
import { SpokenText } from "./elements/spoken-text.js";
import { UnsentWrites } from "./elements/unsent-writes.js";

export const elements = {
  "bulk-verdict": BulkVerdict, // before the text of spoken lines, which takes over some of its acts
  "spoken-text": SpokenText,
  "coverage-recorder": CoverageRecorder,
  "lease-clock": LeaseClock,
  "keys-help": KeysHelp,
  "missed-finding": MissedFinding,
  "unsent-writes": UnsentWrites,
  "policy-picker": PolicyPicker,
  "more-menu": MoreMenu,
  "desk-splitter": DeskSplitter,
  "break-prompt": BreakPrompt,
  "also-viewing": AlsoViewing,
};
