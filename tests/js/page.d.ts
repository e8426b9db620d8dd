// What the type check of our scripts knows about pages. Elements are open: templates say what they are, and our own keep
// state in their fields; what is checked is modules, functions, their arguments, and everything that is no element.
interface Element {
  [field: string]: any;
}

interface EventTarget {
  // An event's target is whatever element it came from.
  [field: string]: any;
}

interface Window {
  earlyAnswers?: { timeline: Promise<Response | null>; verdicts: Promise<Response | null> };
  SwaggerUIBundle: any;
}

interface HTMLFormControlsCollection {
  [field: string]: any;
}
