"""What all views share: who asks, bodies, errors, paging, middleware, the template context."""
