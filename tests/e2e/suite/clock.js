// Moves `Date` and `Intl.DateTimeFormat` to the test's clock. Timers keep the machine's.
((offset) => {
  const MachineDate = Date;
  const now = () => MachineDate.now() + offset;
  globalThis.Date = new Proxy(MachineDate, {
    apply: () => new MachineDate(now()).toString(),
    construct: (date, values, made) => Reflect.construct(date, values.length > 0 ? values : [now()], made),
    get: (date, name) => (name === "now" ? now : Reflect.get(date, name)),
  });
  MachineDate.prototype.constructor = globalThis.Date;

  const { prototype } = Intl.DateTimeFormat;
  const { get } = Object.getOwnPropertyDescriptor(prototype, "format");
  Object.defineProperty(prototype, "format", {
    get() {
      const format = get.call(this);
      return (at = now()) => format(at);
    },
  });
  const { formatToParts } = prototype;
  prototype.formatToParts = function (at = now()) {
    return formatToParts.call(this, at);
  };
})(OFFSET_MS);
