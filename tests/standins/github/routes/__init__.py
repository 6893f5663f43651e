"""The REST operations that the stand-in plays, one module for each of GitHub's topics."""

from tests.standins.github.routes import comments, commits, contents, gitdata, meta, pulls, refs, reviews

ROUTES = (
    *meta.ROUTES,
    *pulls.ROUTES,
    *reviews.ROUTES,
    *comments.ROUTES,
    *contents.ROUTES,
    *commits.ROUTES,
    *gitdata.ROUTES,
    *refs.ROUTES,
)
