/* Draws the charts and tables of the report from the data inside the page, and again
   when the reader chooses something else. It opens no connection. */
(() => {
  "use strict";
  const report = JSON.parse(document.getElementById("report-data").textContent);
  const chosen = Object.fromEntries(
    Object.entries(report.controls).map(([id, control]) => [id, control.value]),
  );
  const views = (window.reportViews = {});
  const articles = [...document.querySelectorAll("[data-exhibit]")];

  // The words for a text, with values in the place of the names in braces.
  function say(text, values = {}) {
    const words = report.words[text] ?? text;
    return words.replace(/\{(\w+)\}/g, (name, key) => values[key] ?? name);
  }

  // The months that a span has, and those between which its exhibits show their rows.
  const spans = {};
  for (const [id, { span }] of Object.entries(report.exhibits)) {
    if (!span) continue;
    const at = report.queries[id].columns.indexOf(span.column);
    const known = report.queries[id].rows.map((cells) => cells[at].slice(0, 7));
    const all = [...new Set([...(spans[span.id]?.all ?? []), ...known])].sort();
    const start = all.includes(span.start) ? span.start : all[0];
    spans[span.id] = { all, start, from: start, to: all.at(-1) };
  }

  // The rows of an exhibit's query that the reader has chosen, with their places; the
  // whole is of all months.
  function rowsOf(id, whole = false) {
    const { columns, rows } = report.queries[id];
    const { span } = report.exhibits[id];
    const { from, to } = spans[span?.id] ?? {};
    const dated = columns.indexOf(span?.column);
    const between = (cells) => cells[dated].slice(0, 7) >= from && cells[dated].slice(0, 7) <= to;
    const wanted = report.exhibits[id].controls.map((control) => [
      columns.indexOf(report.controls[control].column),
      chosen[control],
    ]);
    return rows
      .map((cells, place) => ({ cells, place }))
      .filter(({ cells }) => wanted.every(([at, value]) => String(cells[at]) === value))
      .filter(({ cells }) => !span || whole || between(cells));
  }

  // Days are days of the calendar wherever the page is read: midnight there, not UTC.
  function midnight(value) {
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(value);
    return new Date(Number(year), Number(month) - 1, Number(day)).getTime();
  }

  function recordsOf(id, whole = false) {
    const { columns } = report.queries[id];
    const dated = new Set(
      report.exhibits[id].columns
        .filter(({ kind }) => kind === "month" || kind === "day")
        .map(({ name }) => name),
    );
    const plain = (name, value) => {
      if (dated.has(name) && value !== null) return midnight(value);
      return typeof value === "string" ? report.words[value] ?? value : value;
    };
    return rowsOf(id, whole).map(({ cells }) =>
      Object.fromEntries(columns.map((name, at) => [name, plain(name, cells[at])])),
    );
  }

  const locale = report.language === "en" ? "en-GB" : report.language;
  const days = new Intl.DateTimeFormat(locale, {
    day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  const months = new Intl.DateTimeFormat(locale, {
    month: "long", year: "numeric", timeZone: "UTC",
  });

  // The form of a cell: that of its column, with the decimals of the row's own unit.
  function formOf(column, cells, columns) {
    if (!column.unit_column) return column;
    const unit = cells[columns.indexOf(column.unit_column)];
    return { ...column, decimals: report.unitDecimals[unit] ?? column.decimals };
  }

  // The words for a text of a column; without any it stays as it is.
  const wordsOf = (value, { context }) =>
    report.words[context ? `${context}\u0004${value}` : value] ?? String(value);

  function written(value, column) {
    if (value === null) return column.absent;
    if (column.kind === "month") return months.format(new Date(value.slice(0, 10)));
    if (column.kind === "day") return days.format(new Date(value.slice(0, 10)));
    if (column.kind !== "number") return wordsOf(value, column);
    const form = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: column.decimals,
      maximumFractionDigits: column.decimals,
      signDisplay: column.signed ? "exceptZero" : "negative",
    });
    return form.format(value).replace("-", "−");
  }

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // Whether a text is shown in English on a page in another language.
  const isForeign = (value, column) =>
    report.language !== "en" && column.kind === "text" && /[A-Za-z]/.test(value ?? "")
    && wordsOf(value, column) === value;

  function fillTable(article) {
    const id = article.dataset.exhibit;
    const shown = report.exhibits[id].columns;
    const { columns } = report.queries[id];
    const places = shown.map((column) => columns.indexOf(column.name));
    const table = element("table", {});
    table.append(
      element("caption", { class: "unseen" }, titleOf(article)),
    );
    const head = element("tr", {});
    for (const column of shown) {
      head.append(element("th", { scope: "col", class: column.kind }, column.label));
    }
    table.createTHead().append(head);
    const body = table.createTBody();
    for (const { cells, place } of rowsOf(id)) {
      const line = element("tr", {});
      shown.forEach((column, at) => {
        const value = cells[places[at]];
        line.append(
          element(
            at ? "td" : "th",
            {
              ...(at ? {} : { scope: "row" }),
              class: column.kind,
              "data-query": id,
              "data-row": place,
              "data-column": column.name,
              "data-value": value === null ? "" : value,
            },
            written(value, formOf(column, cells, columns)),
          ),
        );
        if (isForeign(value, column)) line.lastChild.lang = "en";
      });
      body.append(line);
    }
    article.querySelector(".scroller").replaceChildren(table);
  }

  // What a chart shows at the pointer: a month's figures, one line each.
  function formatTooltip(value, sanitize) {
    if (typeof value !== "object") return sanitize(value);
    const lines = Object.entries(value)
      .filter(([key]) => !key.startsWith("reference_month") && key !== "month")
      .map(([key, text]) => `<tr><th>${sanitize(key)}</th><td>${sanitize(text)}</td></tr>`);
    const title = value.month ? `<h2>${sanitize(value.month)}</h2>` : "";
    return `${title}<table>${lines.join("")}</table>`;
  }

  // The specification of an exhibit's chart, or of its strip, with its rows in it.
  function specificationOf(id, width, kind = "chart") {
    const chart = report.exhibits[id][kind];
    const text = JSON.stringify(chart);
    const datasets = {};
    for (const query of Object.keys(report.queries)) {
      if (text.includes(`"name":"${query}"`)) datasets[query] = recordsOf(query, kind === "overview");
    }
    const sized = width ? JSON.parse(text.replaceAll('"width":"container"', `"width":${width}`)) : chart;
    const params = chart.params?.map((param) => ({ ...param, ...allNames(id, param.name) }));
    return { ...sized, params, datasets, config: { ...chart.config, ...report.config } };
  }

  // A series keeps its colour whatever months are shown, so all are named to the chart.
  function allNames(id, param) {
    const [, column] = /^names_of_(.*)/.exec(param) ?? [];
    if (!column) return {};
    return { value: [...new Set(recordsOf(id, true).map((record) => record[column]))] };
  }

  const namesIn = (place) => [...place.querySelectorAll(".names_at_ends_marks text")];

  // Set the names at the ends of lines each below the other, those of lines that end
  // together; a line behind a name is dimmed.
  function spreadNames(place, view) {
    const ends = new Map();
    for (const name of namesIn(place)) {
      name.setAttribute("style", "paint-order: stroke; stroke: var(--paper); stroke-width: 3px");
      const at = name.transform.baseVal.consolidate().matrix;
      ends.set(at.e, [...(ends.get(at.e) ?? []), { name, at, box: name.getBBox() }]);
    }
    for (const boxes of ends.values()) spreadApart(boxes, view.height());
  }

  function spreadApart(boxes, height) {
    boxes.sort((one, other) => one.at.f - other.at.f);
    const top = ({ at, box }) => at.f + box.y;
    let free = -12;
    for (const each of boxes) {
      each.shift = Math.max(0, free - top(each));
      free = top(each) + each.shift + each.box.height;
    }
    // what was pushed below the axis moves up again, and pushes what is above it
    let floor = height + 12;
    for (const each of [...boxes].reverse()) {
      const end = top(each) + each.shift + each.box.height;
      if (end > floor) each.shift -= end - floor;
      floor = top(each) + each.shift;
    }
    for (const { name, at, shift } of boxes) {
      name.setAttribute("transform", `translate(${at.e},${at.f + shift})`);
    }
  }

  async function embed(place, id, width, kind = "chart") {
    const shown = await vegaEmbed(place, specificationOf(id, width, kind), {
      actions: false,
      ast: true,
      defaultStyle: false,
      renderer: "svg",
      tooltip: { theme: "report", formatTooltip },
    });
    spreadNames(place, shown.view);
    // the frame around it is the picture, with a name of its own
    place.querySelector("svg").setAttribute("aria-hidden", "true");
    return shown;
  }

  async function draw(article) {
    const id = article.dataset.exhibit;
    if (!report.exhibits[id].chart) return;
    views[id]?.finalize();
    delete views[id];
    if (spanOf(article) && !rowsOf(id).length) return;
    views[id] = await embed(article.querySelector(".chart"), id);
  }

  const overviews = {};

  const monthEnd = (month) => {
    const [year, number] = month.split("-").map(Number);
    return new Date(year, number, 0).getTime();
  };

  // The strip under a chart: what is dragged in it are the months that are shown.
  async function drawOverview(article) {
    const id = article.dataset.exhibit;
    const { span, overview } = report.exhibits[id];
    if (!overview || !spans[span.id].all.length) return;
    article.querySelector(".timespan").hidden = false;
    const strip = article.querySelector(".overview");
    const { view } = await embed(strip, id, undefined, "overview");
    overviews[span.id] = view;
    await markRange(span.id);
    // the library moves its mark by itself, too, when the strip changes its width
    let held = false;
    strip.addEventListener("pointerdown", () => { held = true; });
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => setTimeout(() => { held = false; }));
    }
    view.addSignalListener("chosen_range", (_, { [span.column]: ends }) => {
      if (!held) return;
      const { all } = spans[span.id];
      const within = ends ? all.filter((month) => monthEnd(month) >= ends[0] && monthEnd(month) <= ends[1]) : all;
      if (within.length > 1) chooseRange(span.id, within[0], within.at(-1), false);
    });
  }

  // Set the strip and the fields to the months that are shown.
  async function markRange(name, moves = true) {
    const { all, from, to } = spans[name];
    for (const place of document.querySelectorAll(`.timespan[data-span="${name}"]`)) {
      for (const input of place.querySelectorAll("[data-end]")) {
        Object.assign(input, { min: all[0], max: all.at(-1), value: { from, to }[input.dataset.end] });
      }
    }
    const view = overviews[name];
    if (!view || !moves) return;
    const across = view.scale("x");
    await view.signal("chosen_range_x", [from, to].map((month) => across(monthEnd(month)))).runAsync();
  }

  // Show what lies between two months, if they are months of the span, in order.
  async function chooseRange(name, from, to, moves = true) {
    const range = spans[name];
    const known = range.all.includes(from) && range.all.includes(to) && from < to;
    if (known && (from !== range.from || to !== range.to)) {
      Object.assign(range, { from, to });
      await Promise.all(
        articles.filter((article) => spanOf(article) === range).map(showRange),
      );
    }
    await markRange(name, moves);
  }

  const spanOf = (article) => spans[report.exhibits[article.dataset.exhibit].span?.id];

  // Put the rows of other months into a chart that is drawn, and into its table.
  async function showRange(article) {
    const id = article.dataset.exhibit;
    describe(article);
    if (!views[id] || !rowsOf(id).length) return draw(article);
    const { view } = views[id];
    if ("key_month" in view.getState().signals) view.signal("key_month", 0);
    await view.data(id, recordsOf(id)).resize().runAsync();
    spreadNames(article.querySelector(".chart"), view);
  }

  // What is read out of a chart by keys: the figures of one month of the table.
  function monthsOf(id) {
    const dated = report.exhibits[id].columns.find(({ kind }) => kind === "month" || kind === "day");
    if (!dated) return null;
    const at = report.queries[id].columns.indexOf(dated.name);
    const months = [...new Set(rowsOf(id).map(({ cells }) => cells[at]))];
    return { at, dated, months: months.filter((month) => month !== null).sort() };
  }

  async function readMonth(article, month, { at, dated }) {
    const id = article.dataset.exhibit;
    const { columns } = report.queries[id];
    const shown = report.exhibits[id].columns.filter(({ name }) => name !== dated.name);
    const numbers = shown.filter(({ kind }) => kind === "number");
    const named = shown.findIndex(({ kind }) => kind === "number") > 0 ? [shown[0]] : [];
    const lines = rowsOf(id)
      .filter(({ cells }) => cells[at] === month)
      .map(({ cells }) => [...named, ...numbers]
        .map((column) => [column, cells[columns.indexOf(column.name)]])
        .filter(([, value]) => value !== null)
        .map(([column, value]) => {
          if (column.kind === "text") return `${written(value, column)}:`;
          return `${column.label} ${written(value, formOf(column, cells, columns))}`;
        })
        .join(" "));
    article.querySelector(".readout").textContent =
      `${written(month, dated)}: ${lines.join("; ")}.`;
    const { view } = views[id];
    if ("key_month" in view.getState().signals) {
      await view.signal("key_month", midnight(month)).runAsync();
      spreadNames(article.querySelector(".chart"), view);
    }
  }

  const KEYS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

  function readByKeys(article) {
    const picture = article.querySelector(".picture");
    picture?.addEventListener("keydown", (event) => {
      const known = event.key in KEYS && monthsOf(article.dataset.exhibit);
      if (!known || !known.months.length) return;
      event.preventDefault();
      const { months } = known;
      const before = months.indexOf(picture.dataset.month);
      const start = before < 0 ? months.length - (event.key === "ArrowLeft" ? 0 : 1) : before;
      const next = before < 0 && event.key === "ArrowRight"
        ? months.length - 1
        : Math.min(months.length - 1, Math.max(0, start + KEYS[event.key]));
      picture.dataset.month = months[next];
      readMonth(article, months[next], known);
    });
  }

  function titleOf(article) {
    const chosenNames = [...article.querySelectorAll("[data-chosen], [data-range]")];
    return article.querySelector(".title").textContent
      + chosenNames.map((mark) => mark.textContent).join("");
  }

  // Take away what an exhibit shows: its rows as CSV, its chart as PNG.
  function save(article, ending, content) {
    const address = URL.createObjectURL(content);
    const link = element("a", {
      href: address,
      download: `tic-warehouse-${article.dataset.exhibit}-${report.edition}.${ending}`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  // A spreadsheet must not take a text for a formula.
  function quotedCell(value, kind) {
    if (value === null) return "";
    const plain = kind === "text" ? String(value).replace(/^[=+\-@\t\r]/, "'$&") : String(value);
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  }

  function saveRows(article) {
    const id = article.dataset.exhibit;
    const { columns } = report.queries[id];
    const shown = report.exhibits[id].columns;
    const lines = rowsOf(id).map(({ cells }) => shown
      .map(({ name, kind }) => quotedCell(cells[columns.indexOf(name)], kind))
      .join(","));
    const text = [shown.map(({ name }) => name).join(","), ...lines, ""].join("\r\n");
    save(article, "csv", new Blob([text], { type: "text/csv" }));
  }

  // Chinese and Japanese may be cut between any two characters, other words not.
  const PIECES = /[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+|\s+/g;

  function wrapped(pen, text, width) {
    const lines = [""];
    for (const piece of text.trim().replace(/\s+/g, " ").match(PIECES) ?? []) {
      const longer = lines.at(-1) + piece;
      if (pen.measureText(longer.trimEnd()).width > width && lines.at(-1)) lines.push(piece.trim());
      else lines[lines.length - 1] = longer;
    }
    return lines.map((line) => line.trim());
  }

  // The chart as it is here, drawn once more in one width, between heading and source.
  async function savePicture(article) {
    const id = article.dataset.exhibit;
    const place = element("div", { class: "offstage" });
    document.body.append(place);
    const shown = await embed(place, id, 860);
    const svg = place.querySelector("svg");
    const [wide, high] = ["width", "height"].map((side) => svg[side].baseVal.value);
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const drawn = new XMLSerializer().serializeToString(svg)
      .replace(/var\((--[a-z]+)\)/g, (_, name) => colour(name));
    shown.finalize();
    place.remove();
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn)}`;
    await image.decode();
    const canvas = element("canvas", {});
    const pen = canvas.getContext("2d");
    const sans = getComputedStyle(document.body).fontFamily;
    const fonts = { head: `600 20px ${sans}`, small: `13px ${sans}` };
    const inner = Math.max(wide, 860);
    const lines = (font, text) => ((pen.font = fonts[font]), wrapped(pen, text, inner));
    const head = lines("head", article.querySelector("h3").textContent);
    const under = lines("small", titleOf(article));
    const credit = lines("small", article.querySelector(".credit").textContent);
    const margin = 28;
    const height = margin * 2 + head.length * 26 + under.length * 18 + high + 40 + credit.length * 18;
    canvas.width = 2 * (inner + 2 * margin);
    canvas.height = 2 * height;
    pen.scale(2, 2);
    pen.fillStyle = colour("--paper");
    pen.fillRect(0, 0, inner + 2 * margin, height);
    let line = margin + 14;
    const write = (font, ink, texts, step) => {
      pen.font = fonts[font];
      pen.fillStyle = colour(ink);
      for (const text of texts) {
        pen.fillText(text, margin, line);
        line += step;
      }
    };
    write("head", "--ink", head, 26);
    write("small", "--muted", under, 18);
    pen.drawImage(image, margin, line, wide, high);
    line += high + 30;
    write("small", "--muted", credit, 18);
    canvas.toBlob((content) => save(article, "png", content), "image/png");
  }

  // The address of an exhibit, with what is chosen in it after its name; of the months
  // only those that the page would not show at first.
  function addressOf(article) {
    const { start, from, to, all } = spanOf(article) ?? {};
    const choices = new URLSearchParams([
      ...report.exhibits[article.dataset.exhibit].controls.map((control) => [control, chosen[control]]),
      ...(from !== start ? [["from", from]] : []),
      ...(to !== all?.at(-1) ? [["to", to]] : []),
    ]).toString();
    return `#${article.id}${choices && `&${choices}`}`;
  }

  // The address of everything that is chosen: where the reader is, or where months are.
  function addressOfAll() {
    const moved = articles.find((article) => {
      const { start, from, to, all } = spanOf(article) ?? {};
      return from !== start || to !== all?.at(-1);
    });
    const place = moved?.id ?? (location.hash.slice(1).split("&")[0] || "main");
    const { from, to } = (moved && spanOf(moved)) ?? {};
    return `${place}&${new URLSearchParams({ ...chosen, ...(moved && { from, to }) })}`;
  }

  function inputOf(control, value) {
    const select = document.querySelector(`select[data-control="${control}"]`);
    const inputs = select
      ? [...select.options]
      : [...document.querySelectorAll(`input[data-control="${control}"]`)];
    return { select, input: inputs.find((each) => each.value === value) };
  }

  // Choose what the address names, where the page has it; returns where it leads.
  function readAddress() {
    const [place, ...choices] = location.hash.slice(1).split("&");
    const named = new URLSearchParams(choices.join("&"));
    readMonths(place, named);
    for (const [control, value] of named) {
      if (!(control in chosen)) continue;
      const { select, input } = inputOf(control, value);
      if (!input) continue;
      if (select) select.value = value;
      else input.checked = true;
      chosen[control] = value;
    }
    return choices.length ? document.getElementById(place) : null;
  }

  // Take the months that an address names, if they are months of its exhibit's span.
  function readMonths(place, named) {
    const article = articles.find(({ id }) => id === place);
    const range = article && spanOf(article);
    if (!range) return;
    const known = (month) => (range.all.includes(month) ? month : null);
    const from = known(named.get("from")) ?? range.start;
    const to = known(named.get("to")) ?? range.all.at(-1);
    if (from < to) Object.assign(range, { from, to });
  }

  function name(control) {
    const input =
      document.querySelector(`select[data-control="${control}"]`)?.selectedOptions[0] ??
      document.querySelector(`input[data-control="${control}"]:checked`)?.parentElement;
    return input.textContent.trim();
  }

  const inWords = (month) => months.format(new Date(month));

  // Write what is chosen into the words, the link and the table of an exhibit.
  function describe(article) {
    for (const mark of article.querySelectorAll("[data-chosen]")) {
      mark.textContent = `${say(", ")}${name(mark.dataset.chosen)}`;
    }
    for (const mark of article.querySelectorAll("[data-range]")) {
      const { from, to } = spanOf(article);
      if (!from) continue;
      mark.textContent = mark.dataset.range.replace("{from}", inWords(from)).replace("{to}", inWords(to));
    }
    const empty = article.querySelector(".empty");
    if (empty) {
      empty.hidden = rowsOf(article.dataset.exhibit).length > 0;
      const drawn = article.querySelectorAll(".picture, .scroller, [data-save]");
      for (const each of drawn) each.toggleAttribute("hidden", !empty.hidden);
    }
    const { controls, headings } = report.exhibits[article.dataset.exhibit];
    const heading = headings[JSON.stringify(controls.map((control) => chosen[control]))];
    if (controls.length && heading) article.querySelector("h3").innerHTML = heading;
    article.querySelector(".keep").setAttribute("href", addressOf(article));
    const readout = article.querySelector(".readout");
    if (readout) readout.textContent = "";
    const drawer = article.querySelector(".drawer.table");
    if (!drawer || drawer.open) fillTable(article);
    else article.querySelector(".scroller").replaceChildren();
  }

  async function show(article) {
    describe(article);
    await draw(article);
    await drawOverview(article);
  }

  async function choose(control, value) {
    chosen[control] = value;
    const touched = articles.filter((article) =>
      report.exhibits[article.dataset.exhibit].controls.includes(control),
    );
    await Promise.all(touched.map(show));
    document.getElementById("announcement").textContent =
      say("{count} exhibits now show {choice}.", { count: touched.length, choice: name(control) });
  }

  async function follow() {
    const before = JSON.stringify([chosen, spans]);
    const place = readAddress();
    if (JSON.stringify([chosen, spans]) !== before) await Promise.all(articles.map(show));
    place?.scrollIntoView();
  }

  for (const input of document.querySelectorAll("[data-control]")) {
    input.addEventListener("change", () => choose(input.dataset.control, input.value));
  }
  for (const place of document.querySelectorAll(".timespan")) {
    const { span } = place.dataset;
    const range = spans[span];
    const end = (which) => place.querySelector(`[data-end="${which}"]`).value;
    place.addEventListener("change", () => chooseRange(span, end("from"), end("to")));
    place.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    const first = { all: () => range.all[0], recent: () => range.start };
    for (const button of place.querySelectorAll("[data-months]")) {
      button.addEventListener("click", () => chooseRange(span, first[button.dataset.months](), range.all.at(-1)));
    }
  }
  const saves = { csv: saveRows, png: savePicture };
  for (const article of articles) {
    readByKeys(article);
    for (const button of article.querySelectorAll("[data-save]")) {
      button.addEventListener("click", () => saves[button.dataset.save](article));
    }
    article.querySelector(".drawer.table")?.addEventListener("toggle", (event) => {
      if (event.target.open && !article.querySelector("table")) fillTable(article);
    });
  }
  // The page in another language opens at the same place, with the same choices.
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", () => {
      link.hash = addressOfAll();
    });
  }
  window.addEventListener("hashchange", follow);
  let resized = 0;
  window.addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(() => {
      for (const article of articles) {
        const shown = views[article.dataset.exhibit];
        if (shown) spreadNames(article.querySelector(".chart"), shown.view);
      }
      Object.keys(spans).forEach((each) => markRange(each));
    }, 250);
  });
  window.reportReady = (async () => {
    const place = readAddress();
    for (const article of articles) await show(article);
    place?.scrollIntoView({ behavior: "instant" });
    document.documentElement.dataset.ready = "true";
  })();
})();
