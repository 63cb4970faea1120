/* Draws the charts and tables of the report from the data inside the page, and again
   when the reader chooses something else. It opens no connection. */
(() => {
  "use strict";
  const report = JSON.parse(document.getElementById("report-data").textContent);
  const chosen = Object.fromEntries(
    Object.entries(report.controls).map(([id, control]) => [id, control.value]),
  );
  const views = (window.reportViews = {});

  // The rows of an exhibit's query that the reader has chosen, with their places.
  function rowsOf(id) {
    const { columns, rows } = report.queries[id];
    const wanted = report.exhibits[id].controls.map((control) => [
      columns.indexOf(report.controls[control].column),
      chosen[control],
    ]);
    return rows
      .map((cells, place) => ({ cells, place }))
      .filter(({ cells }) => wanted.every(([at, value]) => String(cells[at]) === value));
  }

  // Days are days of the calendar wherever the page is read: midnight there, not UTC.
  function midnight(value) {
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(value);
    return new Date(Number(year), Number(month) - 1, Number(day)).getTime();
  }

  function recordsOf(id) {
    const { columns } = report.queries[id];
    const dated = new Set(
      report.exhibits[id].columns
        .filter(({ kind }) => kind === "month" || kind === "day")
        .map(({ name }) => name),
    );
    const plain = (name, value) =>
      dated.has(name) && value !== null ? midnight(value) : value;
    return rowsOf(id).map(({ cells }) =>
      Object.fromEntries(columns.map((name, at) => [name, plain(name, cells[at])])),
    );
  }

  const days = new Intl.DateTimeFormat("en-GB", {
    day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  const months = new Intl.DateTimeFormat("en-GB", {
    month: "long", year: "numeric", timeZone: "UTC",
  });

  // The form of a cell: that of its column, with the decimals of the row's own unit.
  function formOf(column, cells, columns) {
    if (!column.unit_column) return column;
    const unit = cells[columns.indexOf(column.unit_column)];
    return { ...column, decimals: report.unitDecimals[unit] ?? column.decimals };
  }

  function written(value, column) {
    if (value === null) return column.absent;
    if (column.kind === "month") return months.format(new Date(value.slice(0, 10)));
    if (column.kind === "day") return days.format(new Date(value.slice(0, 10)));
    if (column.kind !== "number") return String(value);
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

  function fillTable(article) {
    const id = article.dataset.exhibit;
    const shown = report.exhibits[id].columns;
    const { columns } = report.queries[id];
    const places = shown.map((column) => columns.indexOf(column.name));
    const table = element("table", {});
    table.append(
      element("caption", { class: "unseen" }, article.querySelector("h3").textContent),
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

  async function draw(article) {
    const id = article.dataset.exhibit;
    const { chart } = report.exhibits[id];
    if (!chart) return;
    const needed = new Set(JSON.stringify(chart).match(/"name":"[a-z_]+"/g));
    const datasets = {};
    for (const query of Object.keys(report.queries)) {
      if (needed.has(`"name":"${query}"`)) datasets[query] = recordsOf(query);
    }
    const place = article.querySelector(".chart");
    if (views[id]) views[id].finalize();
    views[id] = await vegaEmbed(
      place,
      { ...chart, datasets, config: { ...chart.config, ...report.config } },
      {
        actions: false,
        ast: true,
        defaultStyle: false,
        renderer: "svg",
        tooltip: { theme: "report", formatTooltip },
      },
    );
  }

  function name(control) {
    const input =
      document.querySelector(`select[data-control="${control}"]`)?.selectedOptions[0] ??
      document.querySelector(`input[data-control="${control}"]:checked`)?.parentElement;
    return input.textContent.trim();
  }

  async function show(article) {
    for (const mark of article.querySelectorAll("[data-chosen]")) {
      mark.textContent = `, ${name(mark.dataset.chosen)}`;
    }
    const drawer = article.querySelector(".drawer.table");
    if (!drawer || drawer.open) fillTable(article);
    else article.querySelector(".scroller").replaceChildren();
    await draw(article);
  }

  const articles = [...document.querySelectorAll("[data-exhibit]")];

  async function choose(control, value) {
    chosen[control] = value;
    const touched = articles.filter((article) =>
      report.exhibits[article.dataset.exhibit].controls.includes(control),
    );
    await Promise.all(touched.map(show));
    document.getElementById("announcement").textContent =
      `${touched.length} exhibits now show ${name(control)}.`;
  }

  for (const input of document.querySelectorAll("[data-control]")) {
    input.addEventListener("change", () => choose(input.dataset.control, input.value));
  }
  for (const article of articles) {
    article.querySelector(".drawer.table")?.addEventListener("toggle", (event) => {
      if (event.target.open && !article.querySelector("table")) fillTable(article);
    });
  }
  window.reportReady = (async () => {
    for (const article of articles) await show(article);
    document.documentElement.dataset.ready = "true";
  })();
})();
