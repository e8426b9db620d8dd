// Starts Swagger UI on the page /api/docs/; a file of its own because the content policy allows no inline script.
const place = document.getElementById("swagger-ui");

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
});
