// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ICredentials
interface ICredentials {
    function validityOf(uint32 provider) external view returns (uint256 spans);
}
