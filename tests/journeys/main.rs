//! The journeys: what people do in the shop, one story a file. The file names are the feature list.
