// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Of {Credentials} what a settlement asks: each provider's effective spans, as a test sets them. Those that were
/// not set are valid on all days.
contract SettableCredentials {
    mapping(uint32 provider => uint256) private _spans;
    mapping(uint32 provider => bool) private _isSet;

    /// @param spans Up to five, each start day 24, end day 24, from the lowest bit up.
    function set(uint32 provider, uint256 spans) external {
        _spans[provider] = spans;
        _isSet[provider] = true;
    }

    function validityOf(uint32 provider) external view returns (uint256 spans) {
        return _isSet[provider] ? _spans[provider] : uint256(type(uint24).max) << 24;
    }
}
