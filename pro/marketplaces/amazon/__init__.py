"""Amazon (Selling Partner API) of Japan and the United States."""
